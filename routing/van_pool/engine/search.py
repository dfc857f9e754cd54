"""Large neighbourhood search over tours: take requests out, put them back by regret, accept as annealing does.

Belongs here: which requests move and which solution is kept (Ropke & Pisinger 2006). Does not belong here: the
arithmetic of one tour (``tours``). The random numbers are our own generator (SplitMix64), so that a seed gives the
same plan whatever the version of a library.
"""

from __future__ import annotations

import numpy as np

from routing.van_pool.engine.tours import (
    EPS,
    Nodes,
    Tours,
    best_insertion,
    compiled,
    copy_tours,
    insert,
    remove_marked,
)
from routing.van_pool.problem import FloatArray, IntArray


@compiled
def random_unit(state: np.ndarray) -> float:
    """The next number in [0, 1) of a SplitMix64 generator whose state is one uint64."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def choose_random(t: Tours, count: int, state: np.ndarray, marked: IntArray) -> None:
    """Mark ``count`` served requests at random."""
    served = np.flatnonzero(t.tour_of >= 0)
    for i in range(min(count, served.shape[0])):
        j = i + int(random_unit(state) * (served.shape[0] - i))
        served[i], served[j] = served[j], served[i]
        marked[served[i]] = 1


@compiled
def choose_related(t: Tours, related: FloatArray, count: int, state: np.ndarray, marked: IntArray) -> None:
    """Mark a random served request and those most like it in place and time, with some chance in the order (Shaw)."""
    served = np.flatnonzero(t.tour_of >= 0)
    if served.shape[0] == 0:
        return
    seed = served[int(random_unit(state) * served.shape[0])]
    score = np.empty(served.shape[0])
    for i in range(served.shape[0]):
        score[i] = related[seed, served[i]] * (0.5 + random_unit(state))
    order = np.argsort(score)
    marked[seed] = 1
    for i in range(min(count, served.shape[0])):
        marked[served[order[i]]] = 1


@compiled
def choose_costly(d: Nodes, t: Tours, count: int, state: np.ndarray, marked: IntArray) -> None:
    """Mark the requests whose removal saves most, with some chance in the order."""
    n = d.ride.shape[0]
    saving = np.full(n, -np.inf)
    for van in range(t.size.shape[0]):
        for i in range(1, t.size[van] - 1):
            node = t.seq[van, i]
            if node >= n:
                continue
            j = i
            while t.seq[van, j] != node + n:
                j += 1
            before, after = t.seq[van, i - 1], t.seq[van, i + 1]
            last_before, last_after = t.seq[van, j - 1], t.seq[van, j + 1]
            drop = node + n
            if j == i + 1:
                saved = d.dist[before, node] + d.dist[node, drop] + d.dist[drop, last_after]
                saved -= d.dist[before, last_after]
            else:
                saved = d.dist[before, node] + d.dist[node, after] - d.dist[before, after]
                saved += d.dist[last_before, drop] + d.dist[drop, last_after] - d.dist[last_before, last_after]
            saving[node] = saved * (0.5 + random_unit(state))
    order = np.argsort(-saving)
    for i in range(min(count, n)):
        if saving[order[i]] > -np.inf:
            marked[order[i]] = 1


@compiled
def choose_tour(t: Tours, limit: int, state: np.ndarray, marked: IntArray) -> None:
    """Mark every request of one tour, of up to ``limit`` requests, at random."""
    small = np.flatnonzero((t.size > 2) & (t.size <= 2 + 2 * limit))
    if small.shape[0] == 0:
        return
    van = small[int(random_unit(state) * small.shape[0])]
    marked[t.tour_of == van] = 1


@compiled
def repair(
    d: Nodes,
    t: Tours,
    pool: IntArray,
    regret: int,
    noise: float,
    state: np.ndarray,
    position: IntArray,
    trial: IntArray,
    starts: FloatArray,
) -> bool:
    """Put the pool back in the tours, largest regret first (1: cheapest first); what fits nowhere stays out.

    Regret-k is what it costs to miss the best tour: the sum over the next k - 1 tours of their extra length minus the
    best one's. Empty vans that are alike count once. False only when a tour refuses what it accepted.
    """
    vans, waiting = t.size.shape[0], pool.shape[0]
    extra = np.full((waiting, vans), np.inf)
    at_a = np.zeros((waiting, vans), np.int64)
    at_b = np.zeros((waiting, vans), np.int64)
    done = np.zeros(waiting, np.bool_)
    stale = np.ones(vans, np.bool_)
    nearest = np.empty(regret)
    for _ in range(waiting):
        for van in range(vans):
            if not stale[van]:
                continue
            stale[van] = False
            twin = False
            if t.size[van] == 2:
                for other in range(van):
                    if t.size[other] == 2 and d.van_class[other] == d.van_class[van]:
                        twin = True
                        break
            for i in range(waiting):
                if done[i]:
                    continue
                extra[i, van] = np.inf
                if twin:
                    continue
                value, a, b = best_insertion(d, t, van, pool[i], position, trial, starts)
                if value < np.inf:
                    if noise > 0.0:
                        value = max(0.0, value + noise * (2.0 * random_unit(state) - 1.0))
                    extra[i, van], at_a[i, van], at_b[i, van] = value, a, b
        chosen, chosen_van, chosen_regret, chosen_extra = -1, -1, -np.inf, np.inf
        for i in range(waiting):
            if done[i]:
                continue
            nearest[:] = np.inf
            best_van = -1
            for van in range(vans):
                value = extra[i, van]
                if value >= nearest[regret - 1]:
                    continue
                k = regret - 1
                while k > 0 and nearest[k - 1] > value:
                    nearest[k] = nearest[k - 1]
                    k -= 1
                nearest[k] = value
                if k == 0:
                    best_van = van
            if best_van < 0:
                continue
            miss = 0.0
            for k in range(1, regret):
                miss += min(nearest[k], 1e9) - nearest[0]
            if regret == 1:
                miss = -nearest[0]
            if miss > chosen_regret + EPS or (miss > chosen_regret - EPS and nearest[0] < chosen_extra):
                chosen, chosen_van, chosen_regret, chosen_extra = i, best_van, miss, nearest[0]
        if chosen < 0:
            break
        was_empty = t.size[chosen_van] == 2
        if not insert(
            d, t, chosen_van, pool[chosen], at_a[chosen, chosen_van], at_b[chosen, chosen_van], position, trial
        ):
            return False
        done[chosen] = True
        stale[chosen_van] = True
        if was_empty:  # the next empty van alike takes its place
            for van in range(vans):
                if t.size[van] == 2 and d.van_class[van] == d.van_class[chosen_van]:
                    stale[van] = True
    return True


@compiled
def cost(t: Tours, penalty: float) -> float:
    """Length of all tours plus the penalty for every request left out."""
    total = 0.0
    for van in range(t.size.shape[0]):
        total += t.length[van]
    return total + penalty * np.sum(t.tour_of < 0)


@compiled
def search(
    d: Nodes,
    current: Tours,
    trial_tours: Tours,
    best: Tours,
    related: FloatArray,
    penalty: float,
    iterations: int,
    warmth: float,
    largest: int,
    state: np.ndarray,
) -> int:
    """Improve ``current`` and leave the best solution met in ``best``; the number of times that it improved.

    ``penalty``: longer than any plan, so that every request served comes first. ``warmth``: temperature at the start,
    as a fraction of the length per request; it falls to a thousandth. ``largest``: most requests taken out at once.
    """
    n, nodes = d.ride.shape[0], d.early.shape[0]
    width = current.seq.shape[1] + 2
    position, trial, starts = np.zeros(nodes, np.int64), np.zeros(width, np.int64), np.zeros(width)
    marked = np.zeros(n, np.int64)
    copy_tours(current, best)
    cost_now = cost(current, penalty)
    cost_best, improved = cost_now, 0
    length_now = cost(current, 0.0)
    hot = warmth * length_now / max(1, n)
    noise_size = 0.5 * length_now / max(1, n)
    for step in range(iterations):
        temperature = hot * 0.001 ** (step / iterations)
        copy_tours(current, trial_tours)
        marked[:] = 0
        count = 1 + int(random_unit(state) * largest)
        how = random_unit(state)
        if how < 0.3:
            choose_random(current, count, state, marked)
        elif how < 0.75:
            choose_related(current, related, count, state, marked)
        elif how < 0.95:
            choose_costly(d, current, count, state, marked)
        else:
            choose_tour(current, largest, state, marked)
        if not remove_marked(d, trial_tours, marked, position):
            continue
        pool = np.flatnonzero(trial_tours.tour_of < 0)
        regret = 1 + int(random_unit(state) * 3.0)
        noise = noise_size * random_unit(state) if random_unit(state) < 0.5 else 0.0
        if not repair(d, trial_tours, pool, regret, noise, state, position, trial, starts):
            continue
        cost_trial = cost(trial_tours, penalty)
        if cost_trial < cost_now - temperature * np.log(1.0 - random_unit(state)):
            copy_tours(trial_tours, current)
            cost_now = cost_trial
            if cost_now < cost_best - EPS:
                copy_tours(current, best)
                cost_best = cost_now
                improved += 1
    return improved
