#include "axiom/hedging/paths.hpp"

#include <cmath>

#include "axiom/batch.hpp"
#include "axiom/hedging/smile.hpp"
#include "axiom/montecarlo/memory.hpp"
#include "axiom/random/source.hpp"

namespace axiom::hedging {
namespace {

using montecarlo::kLanes;

constexpr double kLeastLogSpot = -600.0;  // so that no ratio leaves the domain of log_ratio
constexpr double kMostLogVol = 100.0;     // so that no product overflows
constexpr double kEnd = 1e-12;            // share of the time to expiry that is rounding

struct Step {
    double drift, width, root_width, along, across, nu;
};

AXIOM_CLONES void advance(const Step &given, const double *AXIOM_RESTRICT own,
                          const double *AXIOM_RESTRICT of_vol, double *AXIOM_RESTRICT log_vol,
                          double *AXIOM_RESTRICT log_spot) {
    const Step k = given;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double vol = exponential(log_vol[l]);
        const double noise = k.along * of_vol[l] + k.across * own[l];
        const double moved =
            log_spot[l] + (k.drift - 0.5 * vol * vol) * k.width + vol * k.root_width * noise;
        const double grown = log_vol[l] + k.nu * (k.root_width * of_vol[l] - 0.5 * k.nu * k.width);
        log_spot[l] = larger(moved, kLeastLogSpot);
        log_vol[l] = smaller(grown, kMostLogVol);
    }
}

AXIOM_CLONES void exponentials(const double *AXIOM_RESTRICT x, double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) out[l] = exponential(x[l]);
}

AXIOM_CLONES void quote(const QuoteTerms &given, double expiry, const double *AXIOM_RESTRICT spots,
                        const double *AXIOM_RESTRICT spot_vols, double *AXIOM_RESTRICT vols,
                        double *AXIOM_RESTRICT slopes) {
    const QuoteTerms k = given;
    const Legendre p = legendre(k.rho);
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const QuotedVol quoted = sabr_vol(p, spots[l], spot_vols[l], k.strike, expiry, k.rho, k.nu);
        vols[l] = quoted.vol;
        slopes[l] = quoted.slope;
    }
}

class Walker {
  public:
    Walker(const PathTerms &terms, const random::Source &source)
        : terms_(terms),
          source_(source),
          factors_(terms.nu > 0.0 ? 2 : 1),
          steps_(terms.hedges * terms.substeps),
          normals_(static_cast<std::ptrdiff_t>(steps_) * factors_ * kLanes),
          scratch_(static_cast<std::ptrdiff_t>(steps_ + 1) * kLanes) {}

    void walk(std::uint64_t block, double *spots, double *vols) {
        source_.fill(0, block, steps_, factors_, normals_.data(), scratch_.data());
        for (int l = 0; l < kLanes; ++l) log_spot_[l] = std::log(terms_.spot);
        for (int l = 0; l < kLanes; ++l) log_vol_[l] = std::log(terms_.vol);
        for (int i = 0; i <= terms_.hedges; ++i) {
            if (i > 0) cross_interval(i - 1);
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * kLanes;
            exponentials(log_spot_, spots + at);
            exponentials(log_vol_, vols + at);
        }
    }

  private:
    void cross_interval(int interval) {
        const double width = terms_.expiry / steps_;
        const bool moves = terms_.nu > 0.0;
        const double along = moves ? terms_.rho : 0.0;
        const Step step{terms_.drift, width, std::sqrt(width), along, std::sqrt(1.0 - along * along),
                        terms_.nu};
        for (int j = 0; j < terms_.substeps; ++j) {
            const std::ptrdiff_t number = static_cast<std::ptrdiff_t>(interval) * terms_.substeps + j;
            const double *own = normals_.data() + number * factors_ * kLanes;
            advance(step, own, own + (factors_ - 1) * kLanes, log_vol_, log_spot_);
        }
    }

    const PathTerms &terms_;
    const random::Source &source_;
    int factors_, steps_;
    montecarlo::AlignedDoubles normals_, scratch_;
    alignas(64) double log_spot_[kLanes];
    alignas(64) double log_vol_[kLanes];
};

}  // namespace

void simulate_paths(const PathTerms &terms, std::uint64_t seed, std::uint64_t first_block,
                    std::uint64_t blocks, int threads, double *spots, double *vols) {
    const random::Pseudorandom source(seed, false);
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(terms.hedges + 1) * kLanes;
    run_in_threads(static_cast<std::ptrdiff_t>(blocks) * kLanes, threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       Walker walker(terms, source);
                       for (std::ptrdiff_t b = begin / kLanes; b < end / kLanes; ++b)
                           walker.walk(first_block + static_cast<std::uint64_t>(b), spots + b * row,
                                       vols + b * row);
                   });
}

void quote_paths(const QuoteTerms &terms, const double *spots, const double *spot_vols,
                 std::uint64_t blocks, int threads, double *vols, double *slopes) {
    const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(blocks) * terms.times;
    run_in_threads(rows * kLanes, threads, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t at = begin; at < end; at += kLanes) {
            const double passed = terms.interval * static_cast<double>(at / kLanes % terms.times);
            const double left = terms.expiry - passed;
            if (left > kEnd * terms.expiry) {
                quote(terms, left, spots + at, spot_vols + at, vols + at, slopes + at);
                continue;
            }
            for (int l = 0; l < kLanes; ++l) vols[at + l] = spot_vols[at + l];
            for (int l = 0; l < kLanes; ++l) slopes[at + l] = 0.0;
        }
    });
}

}  // namespace axiom::hedging
