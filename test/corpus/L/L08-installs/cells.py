# %%
%pip install definitely-not-a-package-of-anybody
!pip install requests==99.0
# %%
!git clone https://example.com/x.git; curl -s -m 1 https://example.com; wget -q -T 1 https://example.com
# %% include numbers
