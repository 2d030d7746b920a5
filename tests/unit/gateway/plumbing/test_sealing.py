from pathlib import Path

import pytest

from gateway.plumbing.database import Database
from gateway.plumbing.sealing import (
    DataKey,
    MasterKeyMissing,
    MasterKeys,
    SealBroken,
    Vault,
    new_master_key,
)
from running import StoppedClock

KEY = DataKey("tenant:1", b"k" * 32)


def test_what_is_sealed_opens_in_its_place():
    assert KEY.open(KEY.seal(b"token", "credentials of 7"), "credentials of 7") == b"token"


def test_the_same_secret_is_sealed_differently_each_time():
    assert KEY.seal(b"token", "x") != KEY.seal(b"token", "x")


@pytest.mark.parametrize(
    ("key", "purpose"),
    [
        (KEY, "credentials of 8"),
        (DataKey("tenant:2", b"k" * 32), "credentials of 7"),
        (DataKey("tenant:1", b"l" * 32), "credentials of 7"),
    ],
    ids=["another row", "another tenant", "another key"],
)
def test_a_ciphertext_that_is_moved_does_not_open(key: DataKey, purpose: str):
    sealed = KEY.seal(b"token", "credentials of 7")
    with pytest.raises(SealBroken) as refused:
        key.open(sealed, purpose)
    assert "token" not in str(refused.value)


def test_one_changed_byte_is_noticed():
    sealed = KEY.seal(b"token", "x")
    changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    with pytest.raises(SealBroken):
        KEY.open(changed, "x")


def test_keys_do_not_print_themselves():
    shown = repr(KEY) + repr(MasterKeys(new_master_key()))
    assert "•••" in shown
    assert "kkkk" not in shown


@pytest.mark.parametrize("text", ["", "short", "a" * 44, "not base64 at all!"])
def test_a_wrong_master_key_says_how_to_get_a_right_one(text: str):
    with pytest.raises(MasterKeyMissing, match="ledgergate keygen"):
        MasterKeys(text)


async def test_rotation_wraps_anew_and_the_old_master_key_becomes_useless(
    database_url: str, clock: StoppedClock
):
    database = Database(database_url)
    old, new = new_master_key(), new_master_key()
    sealed = (await Vault(database, MasterKeys(old), clock).key_of("tenant:1")).seal(b"s", "x")

    both = Vault(database, MasterKeys(f"{new},{old}"), clock)
    assert await both.rotate() == 1
    assert await both.rotate() == 0

    opened = (await Vault(database, MasterKeys(new), clock).key_of("tenant:1")).open(sealed, "x")
    assert opened == b"s"
    with pytest.raises(MasterKeyMissing, match="newest"):
        await Vault(database, MasterKeys(old), clock).key_of("tenant:1")
    await database.close()


async def test_a_serving_process_finds_the_new_key_in_the_file(
    database_url: str, clock: StoppedClock, tmp_path: Path
):
    database, file = Database(database_url), tmp_path / "keys"
    old, new = new_master_key(), new_master_key()
    file.write_text(old)
    serving = Vault(database, MasterKeys(file=file), clock)
    await serving.key_of("tenant:1")
    await Vault(database, MasterKeys(file=file), clock).key_of("tenant:2")

    file.write_text(f"{new}\n{old}\n")
    await Vault(database, MasterKeys(file=file), clock).rotate()
    file.write_text(new)

    assert (await serving.key_of("tenant:2")).seal(b"x", "y")
    await database.close()


async def test_two_vaults_that_meet_a_new_owner_agree_on_one_key(
    database_url: str, clock: StoppedClock
):
    database, masters = Database(database_url), MasterKeys(new_master_key())
    one, other = Vault(database, masters, clock), Vault(database, masters, clock)
    sealed = (await one.key_of("tenant:1")).seal(b"s", "x")
    assert (await other.key_of("tenant:1")).open(sealed, "x") == b"s"
    await database.close()
