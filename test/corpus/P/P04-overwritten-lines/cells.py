# %% include numbers without shout
# %% shouts in two ways tags: shout
print("quiet\b\b\b\b\b\x1b[5Dloud\x1b[K")
