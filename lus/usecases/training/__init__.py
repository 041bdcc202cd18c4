"""The training region: invented people in Region Sörmland, and a clock that starts on a Tuesday at 14.30."""
