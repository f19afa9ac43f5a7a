#include "axiom/surface_batch.hpp"

namespace axiom {
namespace {

using surface::Points;
using surface::Quantity;

AXIOM_CLONES bool vol(const spline::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::vol>(s, p);
}
AXIOM_CLONES bool total_variance(const spline::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::total_variance>(s, p);
}
AXIOM_CLONES bool density(const spline::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::density>(s, p);
}
AXIOM_CLONES bool derivatives(const spline::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::derivatives>(s, p);
}
AXIOM_CLONES bool vol_error(const spline::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::vol_error>(s, p);
}

}  // namespace

bool evaluate(const spline::Surface &s, Quantity quantity, const Points &p) {
    switch (quantity) {
        case Quantity::vol: return vol(s, p);
        case Quantity::total_variance: return total_variance(s, p);
        case Quantity::density: return density(s, p);
        case Quantity::derivatives: return derivatives(s, p);
        case Quantity::vol_error: break;
    }
    return vol_error(s, p);
}

}  // namespace axiom
