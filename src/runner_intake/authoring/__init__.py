"""What helps to write a pack: schemas for editors, a pack to start from, a translation to work on."""
