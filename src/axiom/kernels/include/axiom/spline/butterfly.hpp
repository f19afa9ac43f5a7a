// Durrleman's condition on the stretches of one slice (L = 0), after the last (L = 2), or between two
// slices (L = 4), gathered until the lanes are full.
#pragma once

#include <vector>

#include "axiom/spline/certificate.hpp"
#include "axiom/spline/forms.hpp"
#include "axiom/spline/stretches.hpp"
#include "axiom/spline/worst.hpp"

namespace axiom::spline {

// Which smiles a check runs over, and how far out: v is a weight, or the added variance unit v / (1 - v).
template <int L>
struct Family {
    const SliceView &early;
    const SliceView *late;

    double added(double v, double unit) const { return L == 2 ? unit * v / (1.0 - v) : 0.0; }
    double durrleman_at(double k, double v, double unit) const {
        Jet a = jet(early, k);
        if (L == 4) {
            const Jet b = jet(*late, k);
            a.w += v * (b.w - a.w), a.dk += v * (b.dk - a.dk), a.dkk += v * (b.dkk - a.dkk);
        }
        a.w += added(v, unit);
        return a.w > 0.0 ? durrleman(k, a) : kInfinity;
    }
};

template <int L>
class Butterfly {
  public:
    Butterfly(const SliceView &early, const SliceView *late, std::vector<Finding> &found)
        : family_{early, late}, found_(found) {}

    void add(const Stretch &s);
    // Checks what was added and the wings beyond the knots `first` and `last`.
    bool finish(double first, double last);

  private:
    void flush();
    void rays(double first, double last);

    Family<L> family_;
    std::vector<Finding> &found_;
    Stretches on_{};
    Lanes error_{}, unit_{};
    Place places_[kLanes];
    int count_ = 0;
    bool proved_ = true;
};

}  // namespace axiom::spline
