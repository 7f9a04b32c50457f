"""Sentence vectors, which are optional: a model folder of the user's own, vectors beside the store, and their fusion.

Nothing is downloaded and nothing is unpickled. Without a model none of this is imported.
"""
