"""What is kept on this computer: the draft of an interview, and the choice of units,
language and country. Knows no
questions.
"""
