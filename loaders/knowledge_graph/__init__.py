"""Folders of the public ChainKnowledgeGraph format."""
