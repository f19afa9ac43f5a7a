// Many episodes of a maker: run through under a table of offsets, or step by step under actions.
#pragma once

#include <memory>
#include <vector>

#include "episode.hpp"

namespace axiom::markets {

// Offsets and reach by row (a step) and inventory from -limit.
struct OfferTable {
    std::ptrdiff_t steps;
    const double *bid, *ask;
    std::vector<double> bid_reach, ask_reach;
};

OfferTable with_reach(const MarketTerms &terms, std::ptrdiff_t steps, const double *bid,
                      const double *ask);

// Columns of an episode's summary, and of what is seen of it after a step.
constexpr int kSummary = 15, kView = 9;

struct MakerRun {
    const MarketTerms *terms;
    const OfferTable *table;
    const double *ends;      // [steps]
    const double *levels;    // [level_rows][moves + 1] of a given mid; row 0 for all where one
    std::ptrdiff_t level_rows;
    std::uint64_t seed, first_episode;
    std::ptrdiff_t episodes;
    int threads;
    double *summary;                     // [episodes][kSummary]
    double *mid, *inventory, *wealth;    // [episodes][steps + 1], or null
};

void run_maker(const MakerRun &run);

// Episodes side by side, each with its own label and step.
class MakerSteps {
  public:
    MakerSteps(MarketTerms terms, std::vector<double> ends, std::ptrdiff_t count);
    std::ptrdiff_t count() const { return static_cast<std::ptrdiff_t>(episodes_.size()); }
    std::ptrdiff_t levels() const { return static_cast<std::ptrdiff_t>(terms_.mid.times.size()) + 1; }
    std::ptrdiff_t steps() const { return static_cast<std::ptrdiff_t>(ends_.size()); }
    bool finished(std::ptrdiff_t i) const { return done_[static_cast<std::size_t>(i)] >= steps(); }
    void restart(std::ptrdiff_t i, Label label, const double *levels);
    // Advances the episodes that are chosen and not finished.
    void advance(const double *bid, const double *ask, const std::uint8_t *chosen, int threads);
    // [count][kView]: steps done, mid, inventory, wealth, integral of the squared inventory, fills
    // of bid and ask, orders for them.
    void observe(double *out) const;

  private:
    MarketTerms terms_;
    std::vector<double> ends_;
    std::vector<Episode> episodes_;
    std::vector<std::vector<double>> levels_;
    std::vector<std::ptrdiff_t> done_;
};

}  // namespace axiom::markets
