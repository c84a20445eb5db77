"""Bugs to be planted: what is written, what stands there instead, and what it would do to somebody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """One wrong piece of a file below `salesdesk/`."""

    file: str
    right: str
    wrong: str
    harm: str


_S = "server/"
_R = "storage/replica/"
BUGS = (
    # protocol
    Bug("protocol/merge.py", "or now == was:", "or True:", "the later one overwrites the earlier one"),
    Bug("protocol/merge.py", "elif mine != was:", "elif False:", "a disagreement is told to nobody"),
    Bug("protocol/wire.py", "return sum(digests) & _MASK", "return 0", "drift is never noticed"),
    # the server takes acts
    Bug(_S + "journal.py", "row.act_hash != act.hash", "False", "a clone's acts are taken for repeated ones"),
    Bug(_S + "journal.py", "if done and all(", "if False and all(", "a clone's acts are done twice"),
    Bug(
        _S + "journal.py",
        '{"last_mseq": last.mseq,',
        '{"last_mseq": last.mseq - 1,',
        "the last act is asked for again",
    ),
    Bug(
        _S + "journal.py",
        "if any(act.mseq != number",
        "if False and any(act.mseq != number",
        "gaps are taken",
    ),
    Bug(
        _S + "journal.py",
        "            return _rejected(acts, refused, error.code, error.values)",
        "            stage.keep()\n            return _rejected(acts, refused, error.code, error.values)",
        "half of a refused group is done",
    ),
    Bug(
        _S + "journal.py",
        '        stage.keep()\n        return [Result(mseq=act.mseq, status="held"',
        '        return [Result(mseq=act.mseq, status="held"',
        "a held act is lost",
    ),
    Bug(_S + "journal.py", "if len(pushed.groups) == 1:", "if True:", "one bad group takes the others along"),
    Bug(
        _S + "journal.py",
        "        except Exception:  # noqa: BLE001 - a poison act is recorded, and those behind it go on\n",
        "        except MemoryError:\n",
        "a poison act blocks the queue",
    ),
    # the server keeps streams
    Bug(_S + "staging.py", "        if gone:\n", "        if False:\n", "who lost a row is never told"),
    Bug(_S + "staging.py", "self.left.append(", "str(", "a row that moves is not taken from its old scope"),
    Bug(
        _S + "staging.py",
        'row["seq"] = before[scope] + step',
        'row["seq"] = before[scope]',
        "changes lie where readers have been already",
    ),
    Bug(_S + "staging.py", "self.work.changed.update(self.rows)", "pass", "rows are acknowledged, not saved"),
    Bug(
        _S + "scopes.py",
        "before[scope] = int(taken or 0) - steps[scope]",
        "before[scope] = int(taken or 0)",
        "changes lie beyond the head",
    ),
    Bug(
        _S + "commands.py",
        "for entity in scopes.AGGREGATE[1:]:",
        "for entity in scopes.AGGREGATE[2:]:",
        "contacts stay",
    ),
    Bug(
        _S + "commands.py", '    if now != order.args.get("from"):\n', "    if False:\n", "states are skipped"
    ),
    # the server gives
    Bug(_S + "feed.py", "return below[-1] if below else cut", "return head", "what does not fit is left out"),
    Bug(
        _S + "feed.py",
        "return below or [row for row in found if row.seq == cut]",
        "return found[:size]",
        "a page cuts what one act changed",
    ),
    Bug(_S + "feed.py", "        return Cursor(upto)", "        return Cursor(head)", "a cursor runs ahead"),
    Bug(_S + "feed.py", ' if "" in moved else []', " if False else []", "departures are not sent"),
    Bug(
        _S + "feed.py",
        "for scope in cursors if scope in granted]",
        "for scope in cursors]",
        "all may read all",
    ),
    Bug(
        _S + "feed.py",
        "return Cursor(cursor.head)",
        "return Cursor(cursor.head + 1)",
        "the first change after a first copy is missed",
    ),
    # the server lets in
    Bug(
        _S + "applying.py",
        'raise Held(row["scope_id"])\n        return row',
        "pass\n        return row",
        "all write",
    ),
    Bug(
        _S + "applying.py",
        "if any(entity.guard_of(name) for name in patch):",
        "if False:",
        "a state is set without its rule",
    ),
    Bug(
        _S + "applying.py",
        'if row["deleted_at"] is not None and "deleted_at" not in patch:',
        "if False:",
        "an edit of a deleted row is told to nobody",
    ),
    Bug(
        _S + "rules.py",
        '        if quote["status"] == QuoteStatus.DRAFT:\n',
        "        if False:\n",
        "sums are believed",
    ),
    Bug(
        _S + "rules.py",
        'return str(parent["scope_id"])',
        "return scopes.owned_by(author)",
        "what a manager adds is not beneath its customer",
    ),
    Bug(_S + "exchange.py", '        raise refused("session-over")', "        pass", "an old life goes on"),
    Bug(_S + "exchange.py", 'return "rebuild"  #', 'return "ok"  #', "a restored laptop repeats its numbers"),
    Bug(
        _S + "exchange.py",
        "    gone = sorted(held - granted)\n",
        "    gone = []\n",
        "nobody is told to give up",
    ),
    Bug(
        _S + "policy.py",
        "return role is Role.MANAGER and other in self.beneath.get(user, ())",
        "return True",
        "a colleague may give one's customers away",
    ),
    # the laptop sends
    Bug(
        "sync/cycle.py",
        "return replace(_granted(replica, cycle), at=At.PUSH)",
        "return replace(_granted(replica, cycle), at=At.PURGE)",
        "nothing is sent",
    ),
    Bug(_R + "outgoing.py", "key=lambda act: act.group_id):", "key=lambda act: act.mseq):", "groups are cut"),
    Bug(
        _R + "outgoing.py",
        "            break\n        groups +=",
        "            pass\n        groups +=",
        "limits",
    ),
    Bug(
        _R + "outgoing.py",
        "session.connection().execute(update(table).values(device_id=device))",
        "pass",
        "a clone's acts speak for another device",
    ),
    Bug(
        _R + "outgoing.py",
        "str(now.incarnation + 1)",
        "str(now.incarnation)",
        "a restored laptop begins no new life",
    ),
    Bug(
        _R + "settling.py",
        "mine = _OUTBOX.c.mseq.between(numbers[0], numbers[-1])",
        "mine = _OUTBOX.c.mseq >= numbers[0]",
        "what was not answered leaves the outbox",
    ),
    Bug(
        _R + "settling.py", "if result.status not in _PLAIN or", "if", "what was refused stays on the screen"
    ),
    Bug(
        _R + "settling.py",
        "            conflicts += _conflicts(act, result, now)",
        "            pass",
        "conflicts are not told",
    ),
    Bug(
        _R + "settling.py",
        "            problems.append(_problem(act, result, now))",
        "            pass",
        "refusals are not told",
    ),
    # restored servers
    Bug(_S + "exchange.py", "last_hash=device.last_hash,", 'last_hash=b"",', "all is handed in each time"),
    Bug(
        _S + "exchange.py",
        "        return 0\n    return int(device.last_mseq) + 1",
        "        pass\n    return int(device.last_mseq) + 1",
        "acts of another life are not asked for",
    ),
    Bug(
        "sync/disasters.py",
        "return database.ask(outgoing.hash_of, reply.repush_from - 1) != reply.last_hash",
        "return False",
        "a copy that came first uses up the other's numbers",
    ),
    Bug(
        _S + "journal.py",
        "if any(act.mseq in self.before.refused for act in acts):",
        "if False:",
        "what was refused is done after all",
    ),
    Bug(
        _S + "journal.py",
        "return self.quarantine or any(act.mseq in self.held for act in acts)",
        "return self.quarantine",
        "what was held is done after all",
    ),
    Bug(
        _S + "journal.py",
        'if result.status != "rejected"}',
        "}",
        "what was refused is never tried again",
    ),
    Bug(
        _R + "settling.py",
        "if act.status in _PLAIN and (result",
        "if False and (result",
        "what a restored server refuses is told to nobody",
    ),
    Bug(_R + "again.py", "return all(need in made", "return not all(need in made", "handed in too early"),
    Bug("sync/cycle.py", "    again.hand_in(database)\n", "", "nothing is handed in again"),
    Bug(
        _S + "applying.py", "        self._tell_author(fresh)\n", "", "an author never hears what was decided"
    ),
    Bug(
        _S + "commands.py",
        '        stage.move("held_acts", held, scope, by=order.by)',
        "        pass",
        "held acts stay behind",
    ),
    # the laptop takes
    Bug(
        _R + "absorbing.py",
        "        layers.reapply(session, block.entity, ids, database.me)",
        "        pass",
        "what waits vanishes under a page",
    ),
    Bug(_R + "absorbing.py", "        removing.remove(absorbed, gone)", "        pass", "departed rows stay"),
    Bug(
        _R + "absorbing.py",
        "            cursors.put(absorbed.session, scope, cursor)\n    return taken",
        "            pass\n    return taken",
        "the same page for ever",
    ),
    Bug(
        _R + "layers.py",
        "return None if row is None else row | _here(act.entity, patch)",
        "return row",
        "an edit that waits vanishes under a page",
    ),
    Bug(
        _R + "removing.py",
        "if scope == scopes[row_id] or scope not in held",
        "if scope not in held",
        "departed rows stay",
    ),
    Bug(
        _R + "removing.py",
        "        cursors.drop(absorbed.session, scope)",
        "        pass",
        "a scope is never given up",
    ),
    Bug(_R + "scrubbing.py", "        database.rewrite()", "        pass", "bytes of revoked rows stay"),
    Bug(_R + "scrubbing.py", "    _merge_index(database)\n", "", "words of revoked rows stay in the index"),
    Bug(
        _R + "comparing.py",
        "return [row_id for row_id in odd if row_id not in waits]",
        "return []",
        "ghosts stay",
    ),
    Bug(
        _S + "feed.py",
        "more = any(",
        "more = False and any(",
        "only a first page",
    ),
    Bug(_R + "brake.py", "return deleted > MANY or", "return False and", "a mad server empties the laptop"),
    # what was forgotten
    Bug(_S + "retention.py", "table.c.deleted_at.is_not(None) & ", "", "living rows are forgotten"),
    Bug(_S + "retention.py", "& (Scope.floor <", "& (Scope.floor >", "nobody hears that anything was"),
    Bug(_S + "feed.py", "0 < cursor.seq < floor", "False", "whoever was away keeps what is gone"),
    Bug(_R + "absorbing.py", "rereading.note(absorbed, anew)", "pass", "a second copy is not compared"),
    Bug(_R + "comparing.py", "missing = scope not in", "missing = True or", "words of departed rows stay"),
    Bug(_R + "rereading.py", "remove(absorbed, {entity: ids[", "len({entity: ids[", "the dead stay for ever"),
    # files
    Bug(
        "storage/database.py",
        "file_queue.note(session, recorder.touched, file_queue.SEND)",
        "pass",
        "papers are never sent",
    ),
    Bug(
        "storage/database.py",
        "file_queue.note(session, absorbed.touched, file_queue.FETCH)",
        "pass",
        "papers never come",
    ),
    Bug(
        "sync/filing.py",
        "    if not _is_it(content, moving.sha256):\n",
        "    if False:\n",
        "any file is kept",
    ),
    Bug(
        "sync/filing.py", "    if wrong >= TRIES:\n", "    if False:\n", "a wrong file is asked for for ever"
    ),
    Bug(
        "sync/filing.py",
        "spent or replica.database.ask(outgoing.count)",
        "spent",
        "what is written meanwhile waits behind a file",
    ),
    Bug(
        "sync/filing.py",
        '        return _put_off(replica, cycle, moving)\n    if code == "request-too-large":',
        '        return _went_on(replica, cycle, None)\n    if code == "request-too-large":',
        "what is not there yet is asked for without a pause",
    ),
    Bug(
        _R + "file_removal.py",
        "                remove(name)\n",
        "                pass\n",
        "files of lost rows stay",
    ),
    Bug(
        _R + "file_removal.py",
        "QUEUE.c.direction == REMOVE, QUEUE.c.sha256.not_in(owed)",
        "QUEUE.c.direction == REMOVE",
        "a paper of one's own is lost with its scope",
    ),
    Bug(
        _R + "file_removal.py",
        "    forget(session, names, (OFFER, FETCH))\n",
        "",
        "a file that may not be held is asked for",
    ),
    Bug(
        _R + "file_line.py",
        "        if wanted:\n",
        "        if True:\n",
        "what was taken away comes after all",
    ),
    Bug(
        _R + "file_review.py",
        'here = "" if before == now else SEND',
        'here = "" if True else SEND',
        "papers from before there was a server are never sent",
    ),
    Bug(
        "storage/file_parts.py",
        "            if place == size and piece:\n",
        "            if piece:\n",
        "pieces twice",
    ),
    Bug(
        "storage/file_parts.py",
        "                os.truncate(path, end)\n",
        "                pass\n",
        "a torn end stays",
    ),
    Bug(
        _S + "files.py", "if _hash_of(part) != sha256:", "if False:", "another file is shown under this name"
    ),
    Bug(
        _S + "files.py",
        "table.c.scope_id.in_(scopes)",
        "table.c.scope_id != ''",
        "anybody reads anything whose hash they know",
    ),
    # stock
    Bug(_S + "journal.py", "            stock.settle(stage, self.caller.user)\n", "", "nothing is booked"),
    Bug(
        "domain/stock.py",
        "if min(after.available, after.reserved, after.allotted) < 0:",
        "if False:",
        "the last unit is promised twice, but for the wall of the table",
    ),
    Bug(
        "domain/stock.py",
        'if row is None or row["deleted_at"] is not None:',
        "if row is None:",
        "a promise that was taken back holds for ever",
    ),
    Bug(
        _S + "stock.py",
        "before = stage.work.known.get((entity, row_id))",
        "before = None",
        "what changes is counted twice",
    ),
    Bug(
        _S + "stock.py",
        'return {"state": Promise.RESERVED.value}',
        "return {}",
        "a promise is provisional for ever",
    ),
    Bug(
        _S + "commands.py",
        'if order.act.device_id != row["device_id"]:',
        "if False:",
        "a copy of a disk sells what the first one sold",
    ),
    Bug(
        _S + "commands.py",
        '    check_left(row["quantity"], row["remaining"], to)\n',
        "",
        "more is taken than was set aside",
    ),
    Bug(
        "services/stock.py",
        "    if row.device_id != database.device_id:\n",
        "    if False:\n",
        "a laptop sells what is set aside for another one",
    ),
    Bug(
        "storage/queries/stock.py",
        "return told + waiting(session).get(place, stock.EMPTY)",
        "return told",
        "a laptop promises the same unit twice before it hears of the server",
    ),
    Bug(
        "storage/tables/stock.py",
        'CheckConstraint("reserved + allotted <= on_hand", "promised_once"),',
        'CheckConstraint("reserved >= 0", "promised_once"),',
        "the last wall is down",
    ),
    Bug(
        _R + "settling.py",
        "        doubts.note(session, settled.doubtful)\n",
        "",
        "a line that breaks after a refusal leaves a stamp that is not the server's",
    ),
)
