#include "axiom/two_dates/batch.hpp"

#include "axiom/two_dates/compound.hpp"
#include "axiom/two_dates/partial_barrier.hpp"

namespace axiom::two_dates {
namespace {

void store(const SpotVolRate &price, double amplification, double *row) {
    row[0] = price.value;
    row[1] = price.first[0];
    row[2] = price.second_at(0, 0);
    row[3] = price.first[1];
    row[4] = price.first[2];
    row[5] = amplification;
}

DateTerms date_at(const double *c) { return {c[0], c[1], c[2], c[3], c[4]}; }

void compound_row(const double *c, double *row) {
    const CompoundTerms t{c[0], date_at(c + 5), date_at(c + 10), c[1], c[2], c[3], c[4]};
    store(compound(t, SpotVolRate::variable(c[0], 0)), 1.0, row);
}

void chooser_row(const double *c, double *row) {
    const ChooserTerms t{c[0], date_at(c + 3), date_at(c + 8), date_at(c + 13), c[1], c[2]};
    store(chooser(t, SpotVolRate::variable(c[0], 0)), 1.0, row);
}

void partial_barrier_row(const double *c, double *row) {
    const PartialBarrierTerms t{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]};
    const SpotVolRate spot = SpotVolRate::variable(t.spot, 0);
    const SpotVolRate vol = SpotVolRate::variable(t.vol, 1), rate = SpotVolRate::variable(t.rate, 2);
    const double weight = reflection_weight(t, std::log(t.spot), t.vol, t.rate);
    store(partial_knock_out(t, spot, vol, rate), 1.0 + weight, row);
}

}  // namespace

AXIOM_CLONES AXIOM_FLATTENED
void compounds(const double *table, std::size_t size, double *out) {
    for (std::size_t i = 0; i < size; ++i) compound_row(table + i * kCompound, out + i * kResults);
}

AXIOM_CLONES AXIOM_FLATTENED
void choosers(const double *table, std::size_t size, double *out) {
    for (std::size_t i = 0; i < size; ++i) chooser_row(table + i * kChooser, out + i * kResults);
}

AXIOM_CLONES
void partial_barriers(const double *table, std::size_t size, double *out) {
    for (std::size_t i = 0; i < size; ++i) partial_barrier_row(table + i * kPartialBarrier, out + i * kResults);
}

}  // namespace axiom::two_dates
