# %% include numbers
# %%
import io, zipfile
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("zeros", bytes(40 << 20))
zipfile.ZipFile(packed).extractall("/content")
