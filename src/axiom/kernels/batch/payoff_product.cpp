#include "axiom/montecarlo/payoff_product.hpp"

#include <algorithm>
#include <stdexcept>

namespace axiom::montecarlo {
namespace {

struct alignas(64) Line {
    double value[8];
};

// The block with the spots of every asset multiplied.
class ScaledBlock {
  public:
    explicit ScaledBlock(const PathBlock &block)
        : lines_(static_cast<std::size_t>(block.assets * block.times) * kLanes / 8),
          start_(static_cast<std::size_t>(block.assets)),
          block_(block) {}

    PathBlock scaled(const double *scale) {
        PathBlock result = block_;
        result.spot = lines_[0].value;
        for (int a = 0; a < block_.assets; ++a) {
            start_[static_cast<std::size_t>(a)] = scale[a] * block_.start[a];
            const double *from = block_.spots(a, 0);
            double *to = result.spots(a, 0);
            for (int i = 0; i < block_.times * kLanes; ++i) to[i] = scale[a] * from[i];
        }
        result.start = start_.data();
        return result;
    }

  private:
    std::vector<Line> lines_;
    std::vector<double> start_;
    const PathBlock &block_;
};

bool is_one(const double *scale, int assets) {
    return std::all_of(scale, scale + assets, [](double s) { return s == 1.0; });
}

}  // namespace

PayoffProduct::PayoffProduct(std::vector<Contract> contracts, std::vector<double> scales, int outputs)
    : contracts_(std::move(contracts)), scales_(std::move(scales)), outputs_(outputs) {
    if (contracts_.empty() || scales_.empty()) throw std::invalid_argument("payoffs: none given");
    for (const Contract &contract : contracts_)
        if (contract.assets() != assets() || contract.times() != times())
            throw std::invalid_argument("payoffs: contracts differ in assets or times");
    const std::size_t n = static_cast<std::size_t>(assets());
    if (scales_.size() % n != 0 ||
        scales_.size() / n * contracts_.size() > static_cast<std::size_t>(outputs_))
        throw std::invalid_argument("payoffs: scales do not fit");
}

void PayoffProduct::evaluate_all(const PathBlock &block, double *out) const {
    for (const Contract &contract : contracts_) {
        evaluate_payoff(contract.terms(), block, out);
        out += kLanes;
    }
}

void PayoffProduct::evaluate(const PathBlock &block, double *out) const {
    ScaledBlock copy(block);
    const std::size_t n = static_cast<std::size_t>(assets());
    double *next = out;
    for (std::size_t i = 0; i < scales_.size(); i += n, next += contracts_.size() * kLanes) {
        const double *scale = scales_.data() + i;
        evaluate_all(is_one(scale, assets()) ? block : copy.scaled(scale), next);
    }
    std::fill(next, out + static_cast<std::ptrdiff_t>(outputs_) * kLanes, 0.0);
}

}  // namespace axiom::montecarlo
