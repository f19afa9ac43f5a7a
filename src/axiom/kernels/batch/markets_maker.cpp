#include "axiom/markets/maker.hpp"

#include <algorithm>
#include <atomic>

#include "axiom/threads.hpp"

namespace axiom::markets {
namespace {

constexpr std::ptrdiff_t kEpisodesPerShare = 16;

// Runs task(i) for i in [0, size), a share at a time.
template <class Task>
void for_each_episode(std::ptrdiff_t size, int threads, Task task) {
    const std::ptrdiff_t shares = (size + kEpisodesPerShare - 1) / kEpisodesPerShare;
    std::atomic<std::ptrdiff_t> next{0};
    const int useful = static_cast<int>(std::min<std::ptrdiff_t>(shares, 1024));
    on_threads(std::min(threads, std::max(useful, 1)), [&] {
        auto own = task;
        for (std::ptrdiff_t s = next++; s < shares; s = next++) {
            const std::ptrdiff_t last = std::min((s + 1) * kEpisodesPerShare, size);
            for (std::ptrdiff_t i = s * kEpisodesPerShare; i < last; ++i) own(i);
        }
    });
}

void summarise(const Account &a, double *out) {
    const double columns[kSummary] = {
        a.mark, static_cast<double>(a.inventory), a.wealth(), a.spread, a.carry, a.fees,
        a.bid_fills, a.ask_fills, a.bid_orders, a.ask_orders, a.held, a.held_absolute,
        a.held_squared, static_cast<double>(a.most), static_cast<double>(a.least)};
    std::copy(columns, columns + kSummary, out);
}

void record(const MakerRun &run, std::ptrdiff_t at, const Account &a) {
    if (run.mid == nullptr) return;
    run.mid[at] = a.mark;
    run.inventory[at] = a.inventory;
    run.wealth[at] = a.wealth();
}

}  // namespace

OfferTable with_reach(const MarketTerms &terms, std::ptrdiff_t steps, const double *bid,
                      const double *ask) {
    OfferTable table{steps, bid, ask, {}, {}};
    const std::ptrdiff_t size = steps * (2 * terms.limit + 1);
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        table.bid_reach.push_back(terms.bid_depth.reach(bid[i]));
        table.ask_reach.push_back(terms.ask_depth.reach(ask[i]));
    }
    return table;
}

void run_maker(const MakerRun &run) {
    const std::ptrdiff_t width = 2 * run.terms->limit + 1, steps = run.table->steps;
    const std::ptrdiff_t level_width = static_cast<std::ptrdiff_t>(run.terms->mid.times.size()) + 1;
    for_each_episode(run.episodes, run.threads, [&, episode = Episode()](std::ptrdiff_t i) mutable {
        const Label label{run.seed, run.first_episode + static_cast<std::uint64_t>(i)};
        const std::ptrdiff_t row = run.level_rows > 1 ? i : 0;
        episode.restart(*run.terms, label, run.levels + row * level_width);
        record(run, i * (steps + 1), episode.account);
        for (std::ptrdiff_t s = 0; s < steps; ++s) {
            const std::ptrdiff_t from = s * width;
            episode.advance(run.ends[s], {run.table->bid + from, run.table->ask + from,
                                          run.table->bid_reach.data() + from,
                                          run.table->ask_reach.data() + from, 1});
            record(run, i * (steps + 1) + s + 1, episode.account);
        }
        summarise(episode.account, run.summary + i * kSummary);
    });
}

MakerSteps::MakerSteps(MarketTerms terms, std::vector<double> ends, std::ptrdiff_t count)
    : terms_(std::move(terms)),
      ends_(std::move(ends)),
      episodes_(static_cast<std::size_t>(count)),
      levels_(static_cast<std::size_t>(count)),
      done_(static_cast<std::size_t>(count), static_cast<std::ptrdiff_t>(ends_.size())) {}

void MakerSteps::restart(std::ptrdiff_t i, Label label, const double *given) {
    const auto at = static_cast<std::size_t>(i);
    levels_[at].assign(given, given + levels());
    episodes_[at].restart(terms_, label, levels_[at].data());
    done_[at] = 0;
}

void MakerSteps::advance(const double *bid, const double *ask, const std::uint8_t *chosen,
                         int threads) {
    for_each_episode(count(), threads, [&](std::ptrdiff_t i) {
        if (!chosen[i] || finished(i)) return;
        const auto at = static_cast<std::size_t>(i);
        const double bid_reach = terms_.bid_depth.reach(bid[i]);
        const double ask_reach = terms_.ask_depth.reach(ask[i]);
        episodes_[at].advance(ends_[static_cast<std::size_t>(done_[at])],
                              {bid + i, ask + i, &bid_reach, &ask_reach, 0});
        ++done_[at];
    });
}

void MakerSteps::observe(double *out) const {
    for (std::size_t i = 0; i < episodes_.size(); ++i) {
        const Account &a = episodes_[i].account;
        const double columns[kView] = {
            static_cast<double>(done_[i]), a.mark, static_cast<double>(a.inventory), a.wealth(),
            a.held_squared, a.bid_fills, a.ask_fills, a.bid_orders, a.ask_orders};
        std::copy(columns, columns + kView, out + kView * i);
    }
}

}  // namespace axiom::markets
