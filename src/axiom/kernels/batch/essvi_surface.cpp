#include <stdexcept>

#include "axiom/surface_batch.hpp"

namespace axiom {
namespace {

using surface::Points;
using surface::Quantity;

AXIOM_CLONES bool vol(const essvi::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::vol>(s, p);
}
AXIOM_CLONES bool total_variance(const essvi::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::total_variance>(s, p);
}
AXIOM_CLONES bool density(const essvi::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::density>(s, p);
}
AXIOM_CLONES bool derivatives(const essvi::Surface &s, const Points &p) {
    return surface::evaluate<Quantity::derivatives>(s, p);
}

}  // namespace

bool evaluate(const essvi::Surface &s, Quantity quantity, const Points &p) {
    switch (quantity) {
        case Quantity::vol: return vol(s, p);
        case Quantity::total_variance: return total_variance(s, p);
        case Quantity::density: return density(s, p);
        case Quantity::derivatives: return derivatives(s, p);
        case Quantity::vol_error: break;
    }
    throw std::invalid_argument("an eSSVI surface has no standard errors of vols");
}

}  // namespace axiom
