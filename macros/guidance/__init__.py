"""Hand-written pages as data: what a page says of itself before its text begins.

Facts, reviews and changes, the steps that somebody has to take, flowcharts and forms. Pages, the
pages of roles and, later, Word forms are all made from this.
"""
