// The compiled loops over points of surfaces; each returns whether a point is outside its domain.
#pragma once

#include "axiom/essvi_surface.hpp"
#include "axiom/spline/surface.hpp"
#include "axiom/surface/evaluate.hpp"

namespace axiom {

bool evaluate(const essvi::Surface &surface, surface::Quantity quantity, const surface::Points &points);
bool evaluate(const spline::Surface &surface, surface::Quantity quantity, const surface::Points &points);

}  // namespace axiom
