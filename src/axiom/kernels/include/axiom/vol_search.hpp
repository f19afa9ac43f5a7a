// The search for the vol at which one option has a price, by a pricer that asks from outside.
//
// The unknown is y, the price of a European option like it: along y the option's own price is nearly a
// line, so that secants settle in two or three pricings. They are kept inside a bracket; where they
// leave it, or shrink it too slowly, the bracket is halved. Cheap prices come first: when the search
// has settled with one level of accuracy, it goes on with the next.
#pragma once

#include "implied_vol_batch.hpp"
#include "pricing_batch.hpp"

namespace axiom {

// What a search knows from the beginning.
struct VolTarget {
    OptionTerms european;  // like the option; its vol does not matter
    double price;
    double least;      // the option's price at zero vol
    double exercised;  // what exercise now gives, or less
    double scale;      // errors in price count relative to it
    double largest_total;  // vol sqrt(expiry) at which the price is taken to have reached its limit
};

// Errors in price, relative to the scale, at which a level of accuracy is left.
struct VolLevels {
    const double *tolerance;
    int count;
};

class VolSearch {
  public:
    VolSearch(const VolTarget &target, const VolLevels &levels);

    bool is_done() const { return done_; }
    int level() const { return level_; }
    double vol() const { return vol_; }  // to be priced next, or the answer

    // Takes the option's price at vol() with the accuracy of level(); NaN where there is none.
    void learn(double value);

    // The answer's interval and status; `lower` and `upper` are what the price's rounding allows.
    VolResult result() const;

  private:
    struct Point {
        double vol, y, error;
    };

    void learn_nothing();
    double european_price(double vol) const;
    double vol_at(double y) const;
    void narrow(double error);
    void learn_slope(const Point &here);
    double secant(const Point &here) const;
    double secant_of_roots(double value) const;
    bool is_sure(double vol) const;
    double halved() const;
    bool is_inside(double vol) const { return vol > low_ && vol < high_; }
    void ask(double vol);
    void settle(double vol);
    void go_on(double vol);

    VolTarget target_;
    VolLevels levels_;
    double largest_vol_;
    double vol_ = 0.0;
    double low_ = 0.0;
    double high_;
    double unsolvable_;     // the least large vol without a price
    double slope_ = 1.0;  // of the price in y
    Point before_{};
    double root_before_ = -1.0;  // of the value over exercise, at `before_`
    int level_ = 0;
    int pricings_ = 0;  // at this level
    bool has_before_ = false;
    bool has_slope_ = false;
    bool done_ = false;
    bool above_ = false;  // even the largest vol is not enough
};

}  // namespace axiom
