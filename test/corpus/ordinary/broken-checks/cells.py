# %% include numbers
