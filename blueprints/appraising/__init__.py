"""现场评议: what a closed round says, and what follows from it: opinions and rectifications."""
