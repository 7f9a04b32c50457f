"""Fit, eligibility, award, maturity, competitiveness, rank; nothing here knows how a result is printed."""
