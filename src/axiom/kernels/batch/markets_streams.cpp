#include "axiom/markets/stream.hpp"

#include "axiom/random/normal_quantile.hpp"

namespace axiom::markets {
namespace {

using random::Key;
using random::kWordMask;

// The two numbers of a counter stand kBatch / 2 apart.
AXIOM_CLONES void fill_uniforms(Key key, std::uint64_t episode, std::uint64_t purpose,
                                std::uint64_t first, double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kBatch / 2; ++l) {
        const std::uint64_t place = first + static_cast<std::uint64_t>(l);
        const random::Words w = random::philox(
            {{episode & kWordMask, episode >> 32, place & kWordMask, kPurposes + purpose}}, key);
        out[l] = random::uniform(w.w[0], w.w[1]);
        out[l + kBatch / 2] = random::uniform(w.w[2], w.w[3]);
    }
}

AXIOM_CLONES void make_normal(double *values) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kBatch; ++l) values[l] = random::normal_quantile(values[l]);
}

AXIOM_CLONES void make_exponential(double *values) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kBatch; ++l) values[l] = log_ratio(1.0, values[l]);
}

}  // namespace

void fill_batch(Label label, Purpose purpose, std::uint64_t batch, double *out) {
    fill_uniforms(random::key_of(label.seed), label.episode, static_cast<std::uint64_t>(purpose),
                  batch * (kBatch / 2), out);
    if (purpose == move || purpose == bridge) make_normal(out);
    if (purpose == gap) make_exponential(out);
}

}  // namespace axiom::markets
