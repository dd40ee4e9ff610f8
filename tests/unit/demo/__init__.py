"""Tests of the fictional demo issue."""
