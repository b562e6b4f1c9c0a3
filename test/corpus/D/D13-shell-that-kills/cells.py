# %% include numbers
# %%
!kill -9 $PPID; sleep 5
# %%
%%bash
kill -9 -1
