"""Drawings of the demo issue, made with Pillow alone and the same to the byte every time."""
