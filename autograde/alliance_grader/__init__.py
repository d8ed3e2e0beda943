"""What scores submissions."""
