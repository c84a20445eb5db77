"""The laptop's half of sync: what the server said goes into the rows, what was done here goes out.

A row here is always the server's row and, on top of it, the acts the server has not answered yet.
"""
