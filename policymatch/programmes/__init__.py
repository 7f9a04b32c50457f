"""The catalogue of funding programmes: dated data, rules with three answers, awards."""
