"""The fictional demo issue: texts, what the texts cannot hold, and the program that draws the images."""
