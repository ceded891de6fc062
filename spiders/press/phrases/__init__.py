"""Invented words of the practice press: places, people, and the patterns that its articles are said in."""
