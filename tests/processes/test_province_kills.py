"""The same import, killed at fifty moments and begun again each time: no row lost, none doubled, whatever the moment."""

import random
import time

import pytest

from tests.installation import Installation

KILLS, ROWS, SEED = 50, 1_200, 20261128
HEAD = "Mã hồ sơ;Thủ tục;Người nộp;Ngày tiếp nhận;Ngày hẹn trả;Trạng thái"


def counts(installation: Installation) -> dict[str, int]:
    """What stands, asked from outside."""
    program = (
        "import django; django.setup();"
        "from processes.models import *; from office.models import JournalLine; import json;"
        "print(json.dumps({'dossiers': Dossier.objects.count(), 'codes': Dossier.objects.values('code').distinct().count(),"
        "'copies': ProvinceCopy.objects.count(), 'progress': StepProgress.objects.count(),"
        "'numbers': Dossier.objects.values('register_year', 'register_number').distinct().count(),"
        "'half': ProvinceFile.objects.exclude(state='done').count(),"
        "'copied': ProvinceCopy.objects.filter(dossier=None).count()}))"
    )
    import json
    import subprocess
    import sys

    from tests.installation import ROOT

    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=installation.environment(DJANGO_SETTINGS_MODULE="config.settings.base"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.slow
def test_fifty_kills_lose_and_double_nothing(installation, tmp_path):
    office = tmp_path / "office.yaml"
    office.write_text(
        "units:\n  - {key: ward, name: UBND phường Bình An, kind: ward, valid_from: 2004-01-01, is_agency: true, code: H99.14}\n"
        "  - {key: one, name: Trung tâm Phục vụ hành chính công, kind: one_stop, valid_from: 2004-01-01, parent: ward}\n",
        encoding="utf-8",
    )
    made = installation.manage("create_office", str(office))
    assert made.returncode == 0, made.stdout + made.stderr
    chance, files = random.Random(SEED), []
    for number in range(4):  # four files that overlap: each names the last third of the one before
        rows = [
            f"H99.14-260105-{code:05d};Đăng ký khai sinh;Trần Văn {code};05/01/2026;12/01/2026;4"
            for code in range(number * ROWS * 2 // 3, number * ROWS * 2 // 3 + ROWS)
        ]
        path = tmp_path / f"tinh-{number}.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        files.append(str(path))
    codes = 3 * (ROWS * 2 // 3) + ROWS
    started, killed = time.monotonic(), 0
    for _each in range(KILLS):
        process = installation.start("import_dossiers", *files)
        try:
            process.wait(timeout=1.2 + chance.random() * 4)
        except Exception:
            process.kill()
            process.wait()
            killed += 1
        found = counts(installation) if _each % 10 == 9 else None
        if found is not None:
            assert found["dossiers"] == found["codes"] == found["progress"] == found["numbers"], found
    whole = installation.manage("import_dossiers", *files, timeout=600)
    assert whole.returncode == 0, whole.stdout[-2000:] + whole.stderr[-2000:]
    found = counts(installation)
    assert found == {
        "dossiers": codes, "codes": codes, "copies": codes, "progress": codes, "numbers": codes, "half": 0, "copied": 0,
    }  # fmt: skip
    again = installation.manage("verify_journal", timeout=600)
    assert again.returncode == 0, again.stdout[-500:]
    print(f"\n{killed} of {KILLS} imports killed, {codes} dossiers, {time.monotonic() - started:.0f} s")
