"""The pages of the room, by the part of the story they belong to."""
