"""What differs between two packs for the people who answer: proved where that is possible, else shown by a
witness, else called not checked.
"""
