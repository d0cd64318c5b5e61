"""民主测评: rounds are prepared and led by the staff, filled in on tablets and on paper."""
