# %%
shell = get_ipython()
shell.set_next_input("raise SystemExit", replace=True)
shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
shell.payload_manager.write_payload({"source": "set_next_input", "text": "import os; os._exit(0)"})
shell.ask_exit()
%pinfo print
# %%
try:
    from ipykernel.comm import Comm
    Comm(target_name="jupyter.widget")
except ImportError:
    print("no comms")
# %% include numbers
