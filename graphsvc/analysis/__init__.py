"""The mathematics: arrays in, arrays out; no words, no files, no stores."""
