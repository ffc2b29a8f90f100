"""Measurements side by side, in one run on one machine. They report; they never fail on time."""
