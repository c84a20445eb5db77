"""Bugs to be planted: what is written, what stands there instead, and what it would do to somebody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """One wrong piece of a file below `salesdesk/`."""

    file: str
    right: str
    wrong: str
    harm: str
    by: str
    """The test that finds it."""


_S = "server/"
_R = "storage/replica/"
_EXCHANGE = "tests/server/test_exchange.py::test_"
_MERGE = "tests/protocol/test_merge.py::test_"
_DRIFT = "tests/sync/test_drift.py::test_"
_LAYERS = "tests/storage/replica/test_layers.py::test_"
_OUTGOING = "tests/storage/replica/test_outgoing.py::test_"
_CYCLE = "tests/sync/test_cycle.py::test_"
_CUT_OFF = "tests/sync/test_cut_off.py::test_"
_RESTORED = "tests/sync/test_restored_server.py::test_"
_HELD = "tests/sync/test_held.py::test_"
_FILES = "tests/sync/test_files.py::test_"
_DISASTERS = "tests/sync/test_disasters.py::test_"
_MOVING = "tests/sync/test_moving.py::test_"
_REVOCATION = "tests/sync/test_revocation.py::test_"
_PARTS = "tests/storage/test_file_parts.py::test_"
_VALUES = "tests/server/test_values.py::test_"
_SERVED = "tests/server/test_files.py::test_"
_RETENTION = "tests/server/test_retention.py::test_"
_AWAY = "tests/sync/test_away.py::test_"
_REFUSAL = "tests/sync/test_refusal.py::test_"
_STOCK = "tests/server/test_stock.py::test_"
_VIEWS = "tests/sync/test_shared_views.py::test_"
_MERGING = "tests/sync/test_merging.py::test_"
_STOCK_HERE = "tests/services/test_stock.py::test_"
_ORDERS = "tests/sync/test_orders.py::test_"
_SKETCHING = "tests/server/test_sketching.py::test_"
_COLLISIONS = "tests/sync/test_collisions.py::test_"
_HAND_OVER = "tests/sync/test_hand_over.py::test_"
_COMES_BACK = "tests/server/test_allotments.py::test_"
_ORDERED = "tests/server/test_orders.py::test_"
BUGS = (
    # protocol
    Bug(
        "protocol/merge.py",
        "or now == was:",
        "or True:",
        "the later one overwrites the earlier one",
        _MERGE + "no_change_of_theirs_is_lost",
    ),
    Bug(
        "protocol/merge.py",
        "elif mine != was:",
        "elif False:",
        "a disagreement is told to nobody",
        _MERGE + "no_change_of_mine_is_lost_silently",
    ),
    Bug(
        "protocol/wire.py",
        "return sum(digests) & _MASK",
        "return 0",
        "drift is never noticed",
        _DRIFT + "a_row_that_drifted_is_fetched_again",
    ),
    # the server takes acts
    Bug(
        _S + "journal.py",
        "row.act_hash != act.hash",
        "False",
        "a clone's acts are taken for repeated ones",
        _EXCHANGE + "the_same_number_with_another_act_is_a_fork",
    ),
    Bug(
        _S + "journal.py",
        "if done and all(",
        "if False and all(",
        "a clone's acts are done twice",
        _EXCHANGE + "what_was_taken_in_an_old_life_is_not_done_again_after_somebody_took_it_back",
    ),
    Bug(
        _S + "journal.py",
        '{"last_mseq": last.mseq,',
        '{"last_mseq": last.mseq - 1,',
        "the last act is asked for again",
        _EXCHANGE + "a_lost_answer_is_given_again_and_nothing_is_done_twice",
    ),
    Bug(
        _S + "journal.py",
        "if any(act.mseq != number",
        "if False and any(act.mseq != number",
        "gaps are taken",
        _EXCHANGE + "a_gap_is_not_taken",
    ),
    Bug(
        _S + "journal.py",
        "            return self._held_along(acts, error) or _rejected(",
        "            stage.keep()\n            return self._held_along(acts, error) or _rejected(",
        "half of a refused group is done",
        _EXCHANGE + "a_group_is_taken_whole_or_not_at_all",
    ),
    Bug(
        _S + "holding.py",
        '    stage.keep()\n    return [Result(mseq=act.mseq, status="held"',
        '    return [Result(mseq=act.mseq, status="held"',
        "a held act is lost",
        _EXCHANGE + "a_customer_of_a_colleague_is_not_changed_but_held_for_them",
    ),
    Bug(
        _S + "journal.py",
        "if len(pushed.groups) == 1:",
        "if True:",
        "one bad group takes the others along",
        _EXCHANGE + "two_products_cannot_have_one_code_and_others_in_the_same_push_go_through",
    ),
    Bug(
        _S + "engine.py",
        "    if not isinstance(error, DBAPIError):\n        mistaken = (",
        "    if not isinstance(error, DBAPIError):\n        return False\n        mistaken = (",
        "a poison act blocks the queue",
        _VALUES + "what_cannot_be_stored_is_refused_alone_though_no_check_knew_it",
    ),
    # the server keeps streams
    Bug(
        _S + "staging.py",
        "        if gone:\n",
        "        if False:\n",
        "who lost a row is never told",
        _EXCHANGE + "only_a_manager_above_gives_a_customer_away_and_everything_beneath_goes_along",
    ),
    Bug(
        _S + "staging.py",
        "self.left.append(",
        "str(",
        "a row that moves is not taken from its old scope",
        _EXCHANGE + "only_a_manager_above_gives_a_customer_away_and_everything_beneath_goes_along",
    ),
    Bug(
        _S + "staging.py",
        'row["seq"] = before[scope] + step',
        'row["seq"] = before[scope]',
        "changes lie where readers have been already",
        _EXCHANGE + "what_one_laptop_writes_another_reads",
    ),
    Bug(
        _S + "staging.py",
        "self.work.changed.update(self.rows)",
        "pass",
        "rows are acknowledged, not saved",
        _EXCHANGE + "what_one_laptop_writes_another_reads",
    ),
    Bug(
        _S + "scopes.py",
        "before[scope] = int(taken or 0) - steps[scope]",
        "before[scope] = int(taken or 0)",
        "changes lie beyond the head",
        _EXCHANGE + "what_one_laptop_writes_another_reads",
    ),
    Bug(
        _S + "pool.py",
        "for entity in scopes.AGGREGATE[1:]:",
        "for entity in scopes.AGGREGATE[2:]:",
        "contacts stay",
        _EXCHANGE + "only_a_manager_above_gives_a_customer_away_and_everything_beneath_goes_along",
    ),
    Bug(
        _S + "commands.py",
        '    if now != order.args.get("from"):\n',
        "    if False:\n",
        "states are skipped",
        _EXCHANGE + "a_held_act_that_is_accepted_is_carried_out",
    ),
    # the server gives
    Bug(
        _S + "feed.py",
        "return below[-1] if below else cut",
        "return head",
        "what does not fit is left out",
        _EXCHANGE + "more_news_than_are_read_at_once_come_page_by_page",
    ),
    Bug(
        _S + "feed.py",
        "return below or [row for row in found if row.seq == cut]",
        "return found[:size]",
        "a page cuts what one act changed",
        _EXCHANGE + "a_first_copy_cuts_no_group_either",
    ),
    Bug(
        _S + "feed.py",
        "        return Cursor(upto)",
        "        return Cursor(head)",
        "a cursor runs ahead",
        _EXCHANGE + "a_page_never_cuts_what_one_act_changed",
    ),
    Bug(
        _S + "feed.py",
        ' if "" in moved else []',
        " if False else []",
        "departures are not sent",
        _EXCHANGE + "only_a_manager_above_gives_a_customer_away_and_everything_beneath_goes_along",
    ),
    Bug(
        _S + "feed.py",
        "for scope in cursors if scope in granted]",
        "for scope in cursors]",
        "all may read all",
        _EXCHANGE + "nobody_gets_a_scope_by_asking",
    ),
    Bug(
        _S + "feed.py",
        "return Cursor(cursor.head)",
        "return Cursor(cursor.head + 1)",
        "the first change after a first copy is missed",
        _EXCHANGE + "a_first_copy_comes_in_pages_and_misses_nothing_that_changes_meanwhile",
    ),
    # the server lets in
    Bug(
        _S + "applying.py",
        "self._check_may_write(entity.name, row)\n        return row",
        "return row",
        "all write",
        _EXCHANGE + "a_customer_of_a_colleague_is_not_changed_but_held_for_them",
    ),
    Bug(
        _S + "applying.py",
        "if any(entity.guard_of(name) for name in patch):",
        "if False:",
        "a state is set without its rule",
        _EXCHANGE + "a_guarded_field_is_not_set_by_an_edit",
    ),
    Bug(
        _S + "applying.py",
        'if row["deleted_at"] is not None and "deleted_at" not in patch:',
        "if False:",
        "an edit of a deleted row is told to nobody",
        _EXCHANGE + "an_edit_of_a_deleted_row_is_kept_and_told",
    ),
    Bug(
        _S + "rules.py",
        '        if quote["status"] == QuoteStatus.DRAFT:\n',
        "        if False:\n",
        "sums are believed",
        _EXCHANGE + "the_server_works_out_the_totals_itself",
    ),
    Bug(
        _S + "rules.py",
        'return str(parent["scope_id"])',
        "return scopes.owned_by(author)",
        "what a manager adds is not beneath its customer",
        _FILES + "a_paper_of_ones_own_is_sent_before_it_is_given_up",
    ),
    Bug(
        _S + "exchange.py",
        '        raise refused("session-over")',
        "        pass",
        "an old life goes on",
        _EXCHANGE + "a_session_of_another_epoch_is_over",
    ),
    Bug(
        _S + "exchange.py",
        'return "rebuild"  #',
        'return "ok"  #',
        "a restored laptop repeats its numbers",
        _EXCHANGE + "a_restored_laptop_begins_a_new_life_and_what_it_sends_again_is_known",
    ),
    Bug(
        _S + "exchange.py",
        "    gone = sorted(held - granted)\n",
        "    gone = []\n",
        "nobody is told to give up",
        _EXCHANGE + "somebody_who_reports_to_another_manager_is_given_up",
    ),
    Bug(
        _S + "applying.py",
        "            self._check_view(row, patch)\n",
        "            pass\n",
        "everybody changes what another one shares",
        _VIEWS + "the_server_refuses_what_is_another_ones_and_says_why",
    ),
    Bug(
        _S + "policy.py",
        "return role is Role.MANAGER and other in self.beneath.get(user, ())",
        "return True",
        "a colleague may give one's customers away",
        _EXCHANGE + "a_customer_of_a_colleague_is_not_changed_but_held_for_them",
    ),
    # the laptop sends
    Bug(
        "sync/cycle.py",
        "return replace(_granted(replica, cycle), at=At.PUSH)",
        "return replace(_granted(replica, cycle), at=At.PURGE)",
        "nothing is sent",
        _RESTORED + "it_is_given_back_what_it_lost",
    ),
    Bug(
        _R + "outgoing.py",
        "key=lambda act: act.group_id):",
        "key=lambda act: act.mseq):",
        "groups are cut",
        _LAYERS + "a_group_is_never_cut_by_a_batch",
    ),
    Bug(
        _R + "outgoing.py",
        "            break\n        groups +=",
        "            pass\n        groups +=",
        "limits",
        _OUTGOING + "a_request_is_no_larger_than_the_server_allows_unless_one_group_is",
    ),
    Bug(
        _R + "outgoing.py",
        "session.connection().execute(update(table).values(device_id=device))",
        "pass",
        "a clone's acts speak for another device",
        _DISASTERS + "two_copies_of_one_disk_both_go_on_and_lose_nothing",
    ),
    Bug(
        _R + "outgoing.py",
        "str(now.incarnation + 1)",
        "str(now.incarnation)",
        "a restored laptop begins no new life",
        _FILES + "a_laptop_restored_from_a_backup_gets_the_papers_made_since",
    ),
    Bug(
        _R + "settling.py",
        "mine = _OUTBOX.c.mseq.between(numbers[0], numbers[-1])",
        "mine = _OUTBOX.c.mseq >= numbers[0]",
        "what was not answered leaves the outbox",
        _LAYERS + "what_was_not_answered_waits_on",
    ),
    Bug(
        _R + "settling.py",
        "if result.status not in _PLAIN or",
        "if",
        "what was refused stays on the screen",
        _LAYERS + "a_creation_that_was_refused_leaves_the_row_but_not_its_words",
    ),
    Bug(
        _R + "settling.py",
        "            conflicts += _conflicts(act, result, now)",
        "            pass",
        "conflicts are not told",
        _CYCLE + "two_people_change_one_field_and_the_author_is_told",
    ),
    Bug(
        _R + "settling.py",
        "            problems.append(_problem(act, result, now))",
        "            pass",
        "refusals are not told",
        _LAYERS + "a_creation_that_was_refused_leaves_the_row_but_not_its_words",
    ),
    # restored servers
    Bug(
        _S + "exchange.py",
        "last_hash=device.last_hash,",
        'last_hash=b"",',
        "all is handed in each time",
        _RESTORED + "no_more_is_handed_in_than_it_lost",
    ),
    Bug(
        _S + "exchange.py",
        "        return 0\n    return int(device.last_mseq) + 1",
        "        pass\n    return int(device.last_mseq) + 1",
        "acts of another life are not asked for",
        _RESTORED + "a_new_life_the_backup_does_not_know_is_begun_there_too",
    ),
    Bug(
        "sync/disasters.py",
        "return database.ask(outgoing.hash_of, reply.repush_from - 1) != reply.last_hash",
        "return False",
        "a copy that came first uses up the other's numbers",
        _RESTORED + "a_copy_of_a_disk_that_came_first_does_not_use_up_the_numbers_of_the_other",
    ),
    Bug(
        _S + "journal.py",
        "if any(act.mseq in self.before.refused for act in acts):",
        "if False:",
        "what was refused is done after all",
        _RESTORED + "what_was_refused_stays_refused",
    ),
    Bug(
        _S + "journal.py",
        "return self.quarantine or any(act.mseq in self.held for act in acts)",
        "return self.quarantine",
        "what was held is done after all",
        _RESTORED + "what_was_held_is_held_again_and_decided_as_before",
    ),
    Bug(
        _S + "journal.py",
        'if result.status != "rejected"}',
        "}",
        "what was refused is never tried again",
        _RESTORED + "work_on_a_row_whose_maker_comes_later_is_told_and_handed_in_again",
    ),
    Bug(
        _R + "settling.py",
        "if act.status in _PLAIN and (result",
        "if False and (result",
        "what a restored server refuses is told to nobody",
        _RESTORED + "work_on_a_row_whose_maker_comes_later_is_told_and_handed_in_again",
    ),
    Bug(
        _R + "again.py",
        "return all(need in made",
        "return not all(need in made",
        "handed in too early",
        _RESTORED + "work_on_a_row_whose_maker_comes_later_is_told_and_handed_in_again",
    ),
    Bug(
        "sync/cycle.py",
        "    again.hand_in(database, _reply(cycle).schema)\n",
        "",
        "nothing is handed in again",
        _RESTORED + "work_on_a_row_whose_maker_comes_later_is_told_and_handed_in_again",
    ),
    Bug(
        _S + "applying.py",
        "        self._tell_author(fresh)\n",
        "",
        "an author never hears what was decided",
        _HELD + "its_author_hears_that_it_was_accepted",
    ),
    Bug(
        _S + "pool.py",
        '        stage.move("held_acts", held, scope, by=by)',
        "        pass",
        "held acts stay behind",
        _HELD + "it_goes_along_when_the_record_changes_hands_again",
    ),
    # customers become one
    Bug(
        _S + "uniting.py",
        'if kept["id"] == loser["id"]:',
        "if False:",
        "two who merge the same pair end with nothing",
        _MERGING + "two_laptops_merge_the_same_pair_each_its_own_way_round",
    ),
    Bug(
        _S + "applying.py",
        'patch.pop("deleted_at", None)',
        "pass",
        "removing a duplicate removes the customer",
        _MERGING + "removing_the_one_that_is_gone_does_not_remove_whom_it_is_part_of",
    ),
    Bug(
        _S + "merging.py",
        "clashes += [Clash(name, None, kept[name], loser[name]) for name in open_]",
        "pass",
        "a value nobody chose is told to nobody",
        "tests/server/test_merging.py::test_one_customer_is_left_with_all_people",
    ),
    Bug(
        _S + "retention.py",
        "old &= ~_may_come_back()",
        "pass",
        "who is part of another is forgotten",
        _MERGING + "who_is_part_of_another_is_not_forgotten",
    ),
    Bug(
        _S + "uniting.py",
        'for row in (kept, loser):\n            self.check_may_write("customers", row)\n        return',
        "return",
        "a colleague's customer is merged away",
        "tests/server/test_merging.py::test_who_owns_only_one_of_the_two_asks_whoever_owns_the_other",
    ),
    # the laptop takes
    Bug(
        _R + "absorbing.py",
        "        layers.reapply(session, block.entity, ids, database.me)",
        "        pass",
        "what waits vanishes under a page",
        _CYCLE + "what_is_written_while_a_page_is_on_its_way_stays_on_top",
    ),
    Bug(
        _R + "laying_aside.py",
        '            meta.put(absorbed.session, ASIDE, "1")',
        "            pass",
        "indexes that were laid aside are never made",
        _CUT_OFF + "a_large_first_copy_makes_its_indexes_wherever_it_was_cut_off",
    ),
    Bug(
        _R + "keying.py",
        "if low <= number < high:",
        "if low < number < high - width // 9:",
        "some of many customers are never known as duplicates",
        "tests/storage/replica/test_laying_aside.py::test_keys_that_were_left_out_are_put_in",
    ),
    Bug(
        _R + "absorbing.py",
        "        departing.note(absorbed.session, page.departures)",
        "        pass",
        "departed rows stay",
        _LAYERS + "a_departure_of_a_row_that_names_a_scope_not_held_here_counts",
    ),
    Bug(
        _R + "absorbing.py",
        "            cursors.put(absorbed.session, scope, cursor)\n    return taken",
        "            pass\n    return taken",
        "the same page for ever",
        _LAYERS + "a_page_that_comes_late_or_twice_counts_once",
    ),
    Bug(
        _R + "layers.py",
        "return None if row is None else row | _here(act.entity, patch)",
        "return row",
        "an edit that waits vanishes under a page",
        _CYCLE + "what_is_written_while_a_page_is_on_its_way_stays_on_top",
    ),
    Bug(
        _R + "departing.py",
        "if scope in left[row_id] or scope not in held",
        "if scope not in held",
        "departed rows stay",
        _REVOCATION + "a_customer_given_away_leaves_with_everything_beneath",
    ),
    Bug(
        _R + "departing.py",
        "        session.connection().execute(delete(_TABLE).where(these))",
        "        pass",
        "what came again goes",
        _LAYERS + "a_row_that_comes_back_to_the_scope_it_left_stays",
    ),
    Bug(
        "sync/pulling.py",
        "return _let_go(database, cycle) if is_all else cycle",
        "return _let_go(database, cycle)",
        "what comes on a later page is erased before",
        _MOVING + "nothing_goes_that_comes_again_on_a_later_page",
    ),
    Bug(
        "sync/idling.py",
        "            and not self.lets_go\n",
        "",
        "what left stays where nothing else is new",
        _MOVING + "more_than_very_many_are_never_removed_unasked",
    ),
    Bug(
        _R + "removing.py",
        "        cursors.drop(absorbed.session, scope)",
        "        pass",
        "a scope is never given up",
        _REVOCATION + "no_byte_of_a_scope_that_was_taken_away_is_left",
    ),
    Bug(
        _R + "scrubbing.py",
        "        database.rewrite()",
        "        pass",
        "bytes of revoked rows stay",
        _REVOCATION + "no_byte_is_left_of_what_was_written_over_since_another_scope_was_lost",
    ),
    Bug(
        _R + "scrubbing.py",
        "    _merge_index(database)\n",
        "",
        "words of revoked rows stay in the index",
        _REVOCATION + "no_byte_is_left_of_what_was_written_over_since_another_scope_was_lost",
    ),
    Bug(
        _R + "comparing.py",
        "return [row_id for row_id in odd if row_id not in waits]",
        "return []",
        "ghosts stay",
        _DRIFT + "a_row_the_server_never_had_goes",
    ),
    Bug(
        _S + "feed.py",
        "more = any(",
        "more = False and any(",
        "only a first page",
        _EXCHANGE + "a_first_copy_comes_in_pages_and_misses_nothing_that_changes_meanwhile",
    ),
    Bug(
        _R + "brake.py",
        "return deleted > MANY or",
        "return False and",
        "a mad server empties the laptop",
        _REVOCATION + "a_pull_that_would_empty_the_laptop_asks_first",
    ),
    # what was forgotten
    Bug(
        _S + "retention.py",
        "table.c.deleted_at.is_not(None) & ",
        "",
        "living rows are forgotten",
        _RETENTION + "a_deleted_row_is_forgotten_when_half_a_year_has_passed",
    ),
    Bug(
        _S + "retention.py",
        "& (Scope.floor <",
        "& (Scope.floor >",
        "nobody hears that anything was",
        _RETENTION + "whoever_was_away_gets_the_scope_as_a_whole_and_notices",
    ),
    Bug(
        _S + "feed.py",
        "0 < cursor.seq < floor",
        "False",
        "whoever was away keeps what is gone",
        _RETENTION + "whoever_was_away_gets_the_scope_as_a_whole_and_notices",
    ),
    Bug(
        _R + "absorbing.py",
        "rereading.note(absorbed, anew)",
        "pass",
        "a second copy is not compared",
        _AWAY + "no_byte_is_left_of_what_somebody_else_has_now",
    ),
    Bug(
        _R + "comparing.py",
        "missing = scope not in",
        "missing = True or",
        "words of departed rows stay",
        _AWAY + "no_byte_is_left_of_what_somebody_else_has_now",
    ),
    Bug(
        _R + "rereading.py",
        "remove(absorbed, {entity: ids[",
        "len({entity: ids[",
        "the dead stay for ever",
        _AWAY + "no_byte_is_left_of_what_somebody_else_has_now",
    ),
    # files
    Bug(
        "storage/database.py",
        "file_queue.note(session, recorder.touched, file_queue.SEND)",
        "pass",
        "papers are never sent",
        _FILES + "killed_before_any_transaction_the_next_start_goes_on",
    ),
    Bug(
        "storage/database.py",
        "file_queue.note(session, absorbed.touched, file_queue.FETCH)",
        "pass",
        "papers never come",
        _FILES + "killed_before_any_transaction_the_next_start_goes_on",
    ),
    Bug(
        "sync/filing.py",
        "    if not _is_it(content, moving.sha256):\n",
        "    if False:\n",
        "any file is kept",
        _FILES + "a_file_that_comes_wrong_is_thrown_away_asked_again_and_then_told",
    ),
    Bug(
        "sync/filing.py",
        "    if wrong >= TRIES:\n",
        "    if False:\n",
        "a wrong file is asked for for ever",
        _FILES + "a_file_that_comes_wrong_is_thrown_away_asked_again_and_then_told",
    ),
    Bug(
        "sync/filing.py",
        "spent or replica.database.ask(outgoing.count)",
        "spent",
        "what is written meanwhile waits behind a file",
        _FILES + "what_is_written_meanwhile_goes_before_the_next_piece",
    ),
    Bug(
        "sync/filing.py",
        "        return _put_off(replica, cycle, moving)\n    file_line.settle(",
        "        return _went_on(replica, cycle, None)\n    file_line.settle(",
        "what is not there yet is asked for without a pause",
        _FILES + "what_its_author_has_not_sent_yet_is_asked_for_again_ever_more_rarely",
    ),
    Bug(
        _R + "file_removal.py",
        "                remove(name)\n",
        "                pass\n",
        "files of lost rows stay",
        _FILES + "files_that_only_taken_rows_named_are_removed",
    ),
    Bug(
        _R + "file_removal.py",
        "QUEUE.c.direction == REMOVE, QUEUE.c.sha256.not_in(owed)",
        "QUEUE.c.direction == REMOVE",
        "a paper of one's own is lost with its scope",
        _FILES + "what_is_owed_and_cannot_be_sent_yet_stays_until_it_is",
    ),
    Bug(
        _R + "file_removal.py",
        "    forget(session, names, (OFFER, FETCH))\n",
        "",
        "a file that may not be held is asked for",
        _FILES + "a_file_on_its_way_here_goes_with_its_row",
    ),
    Bug(
        _R + "file_line.py",
        "        if wanted:\n",
        "        if True:\n",
        "what was taken away comes after all",
        _FILES + "what_comes_after_its_row_was_taken_is_not_kept",
    ),
    Bug(
        _R + "file_review.py",
        'here = "" if before == now else SEND',
        'here = "" if True else SEND',
        "papers from before there was a server are never sent",
        _FILES + "what_was_made_in_months_alone_is_sent_once_there_is_a_server",
    ),
    Bug(
        "storage/file_parts.py",
        "            if place == size and piece:\n",
        "            if piece:\n",
        "pieces twice",
        _PARTS + "a_piece_that_came_before_is_not_added_again",
    ),
    Bug(
        "storage/file_parts.py",
        "                os.truncate(path, end)\n",
        "                pass\n",
        "a torn end stays",
        _PARTS + "what_was_torn_is_cut_off_and_goes_on",
    ),
    Bug(
        _S + "files.py",
        "if _hash_of(part) != sha256:",
        "if False:",
        "another file is shown under this name",
        _SERVED + "another_file_under_this_name_is_never_shown",
    ),
    Bug(
        _S + "files.py",
        "table.c.scope_id.in_(scopes)",
        "table.c.scope_id != ''",
        "anybody reads anything whose hash they know",
        _FILES + "a_colleague_who_knows_its_hash_is_not_given_a_paper",
    ),
    # stock
    Bug(
        _S + "journal.py",
        "            stock.settle(stage, self.caller.user)\n",
        "",
        "nothing is booked",
        _STOCK + "the_last_units_are_promised_once_and_the_next_one_is_told_how_many_are_left",
    ),
    Bug(
        "domain/stock.py",
        "if min(after.available, after.reserved, after.allotted) < 0:",
        "if False:",
        "the last unit is promised twice, but for the wall of the table",
        _STOCK + "the_last_units_are_promised_once_and_the_next_one_is_told_how_many_are_left",
    ),
    Bug(
        "domain/stock.py",
        'if row is None or row["deleted_at"] is not None:',
        "if row is None:",
        "a promise that was taken back holds for ever",
        _STOCK + "a_promise_that_is_taken_back_frees_what_it_held",
    ),
    Bug(
        _S + "stock.py",
        "before = stage.work.known.get((entity, row_id))",
        "before = None",
        "what changes is counted twice",
        _STOCK + "what_is_released_can_be_promised_to_somebody_else",
    ),
    Bug(
        _S + "stock.py",
        'return {"state": Promise.RESERVED.value}',
        "return {}",
        "a promise is provisional for ever",
        _STOCK + "a_promise_holds_once_the_server_has_said_so",
    ),
    Bug(
        _S + "commands.py",
        'if order.act.device_id != row["device_id"] and order.instead_of != row["holder_id"]:',
        "if False:",
        "a copy of a disk sells what the first one sold",
        _STOCK + "an_allotment_is_of_one_laptop_not_of_a_person",
    ),
    Bug(
        _S + "commands.py",
        '    check_left(row["quantity"], row["remaining"], to)\n',
        "",
        "more is taken than was set aside",
        _STOCK + "more_than_was_set_aside_is_not_taken_nor_put_back",
    ),
    Bug(
        "services/stock.py",
        "    if row.device_id != database.device_id:\n",
        "    if False:\n",
        "a laptop sells what is set aside for another one",
        _STOCK_HERE + "what_the_server_has_not_given_to_a_laptop_yet_is_not_promised_of",
    ),
    Bug(
        "storage/queries/stock.py",
        "return told + waiting(session).get(place, stock.EMPTY)",
        "return told",
        "a laptop promises the same unit twice before it hears of the server",
        _STOCK_HERE + "what_was_done_here_counts_before_the_server_has_said_so",
    ),
    Bug(
        "storage/tables/stock.py",
        'CheckConstraint("reserved + allotted <= on_hand", "promised_once"),',
        'CheckConstraint("reserved >= 0", "promised_once"),',
        "the last wall is down",
        _STOCK + "the_table_itself_refuses_what_would_be_promised_twice",
    ),
    Bug(
        _R + "settling.py",
        "        doubts.note(session, settled.doubtful)\n",
        "",
        "a line that breaks after a refusal leaves a stamp that is not the server's",
        _REFUSAL + "a_line_that_breaks_after_a_refusal_leaves_no_stamp_of_ones_own",
    ),
    # orders and numbers
    Bug(
        "protocol/statements.py",
        ".verify(seal, sealed_as(kind, content))",
        "",
        "anybody may wipe a laptop",
        _ORDERS + "a_forged_order_is_not_obeyed",
    ),
    Bug(
        _R + "lease.py",
        "if order.device != identity.of_facts(facts).device or",
        "if",
        "an order for one laptop wipes another",
        _ORDERS + "an_order_for_another_laptop_is_not_obeyed",
    ),
    Bug(
        "sync/orders.py",
        "if order.at_once else",
        "if True else",
        "what waits on a laptop is wiped with it",
        _ORDERS + "to_wipe_hands_in_first_what_waits",
    ),
    Bug(
        _R + "lease.py",
        "max(guessed, self.server_time)",
        "guessed",
        "a clock that is set back lengthens a lease",
        _ORDERS + "a_clock_set_back_does_not_bring_back_the_time_the_server_told",
    ),
    Bug(
        _S + "journal.py",
        'quarantine = caller.state != "active"',
        "quarantine = False",
        "who was suspended writes on",
        _ORDERED + "a_suspended_device_may_hand_in_what_waits_and_others_decide",
    ),
    Bug(
        _S + "parts.py",
        "if turned_away:",
        "if False:",
        "who was suspended reads on",
        _ORDERED + "a_suspended_device_gets_no_rows_and_no_files",
    ),
    Bug(
        _S + "numbering.py",
        "while _is_taken(",
        "while False and _is_taken(",
        "the second of two quotes with one number is refused",
        "tests/server/test_numbering.py::test_two_of_one_push_are_told_apart_too",
    ),
    Bug(
        _S + "devices.py",
        "device.letters or _free_letters(session, device.id)",
        "None",
        "two laptops number their quotes alike",
        "tests/server/test_accounts.py::test_two_devices_that_would_begin_alike_get_letters_of_their_own",
    ),
    # what comes in a file, and what comes back
    Bug(
        _S + "journal.py",
        'caller.state != "active" or caller.is_away',
        'caller.state != "active"',
        "who carries a file decides what is in it",
        _HAND_OVER + "who_looks_after_the_records_decides_and_then_it_is_there",
    ),
    Bug(
        _S + "holding.py",
        "    return sorted(acts, key=",
        "    return acts or sorted(acts, key=",
        "a line is accepted before its quote, and refused",
        _HAND_OVER + "all_that_was_done_with_a_new_customer_can_be_accepted_at_once",
    ),
    Bug(
        _S + "holding.py",
        "return next((",
        "return None and next((",
        "what was done with a new row on a suspended laptop is lost",
        _ORDERS + "what_was_done_with_a_new_row_on_a_suspended_laptop_waits_along_with_it",
    ),
    Bug(
        _S + "taking_in.py",
        "if device.incarnation != hand_over.incarnation:",
        "if False:",
        "a laptop put back from a copy hands in other acts under old numbers",
        _HAND_OVER + "what_does_not_go_on_where_the_server_is_has_to_come_itself",
    ),
    Bug(
        _S + "allotments.py",
        "return today(connection, moment) > until",
        "return today(connection, moment) >= until",
        "the last day of a show is no day of it",
        _COMES_BACK + "the_last_day_belongs_to_the_show",
    ),
    Bug(
        _S + "allotments.py",
        'if row is None or row["deleted_at"] is not None:',
        "if row is None:",
        "goods come back once for each process",
        _COMES_BACK + "it_comes_back_once_whichever_process_looks_and_whoever_sells_meanwhile",
    ),
    Bug(
        _S + "allotments.py",
        "        stock.settle(stage, by)\n",
        "        pass\n",
        "goods of a show that is over are nobody's",
        _COMES_BACK + "what_is_left_is_everybodys_when_the_day_has_passed_where_the_company_is",
    ),
    Bug(
        _S + "sketching.py",
        "table.c.deleted_at.is_(None), table.c.scope_id.like(_OWNED)",
        "table.c.deleted_at.is_(None)",
        "whoever claims from the pool is told that a colleague has it",
        _SKETCHING + "what_is_in_the_pool_removed_or_part_of_another_is_not_in_it",
    ),
    Bug(
        _R + "collisions.py",
        "for ours in parties_sharing(session, party):",
        "for ours in ():",
        "one is warned of one's own customers",
        _COLLISIONS + "customers_that_are_here_are_not_a_colleagues",
    ),
    Bug(
        "sync/cycle.py",
        "if _reply(cycle).scopes is not None and not _reply(cycle).sketch:",
        "if not _reply(cycle).sketch:",
        "the sketch is thrown away and fetched again with every change",
        _COLLISIONS + "it_is_fetched_when_it_changed_and_an_idle_cycle_asks_once",
    ),
)
