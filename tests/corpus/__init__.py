"""Made workbooks for tests of the loader: clean chains, layouts of offices, defects, careless edits."""
