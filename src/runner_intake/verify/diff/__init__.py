"""What changes between two versions of a pack: in its texts, in what can come out, and for real or invented runners."""
