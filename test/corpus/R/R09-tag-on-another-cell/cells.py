# %% quiet tags: shout
print("quiet")
# %% include numbers
