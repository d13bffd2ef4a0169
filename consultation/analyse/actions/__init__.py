"""What those who analyse change. The words of a response are never touched."""
