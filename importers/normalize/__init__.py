"""From what platforms wrote to what notices say: pure, one concern a file."""
