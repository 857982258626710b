// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_STATISTICS_H
#define MQTT_STATISTICS_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace ns3::mqtt
{

/// What a set of samples looks like. Where a figure does not exist (the mean of nothing, the
/// deviation of one sample) it is NaN, which FormatNumber() turns into an empty field.
class Statistics
{
  public:
    Statistics();
    ~Statistics();

    /// @param samples finite numbers
    explicit Statistics(const std::vector<float>& samples);

    /// @param sample a finite number; percentiles see it with the precision of a float
    void Add(double sample);

    /// @return number of samples
    std::size_t GetCount() const
    {
        return m_samples.size();
    }

    /// @return arithmetic mean
    double GetMean() const;

    /// @return sample standard deviation, with n - 1
    double GetStandardDeviation() const;

    /// @return least sample
    double GetMin() const;

    /// @return greatest sample
    double GetMax() const;

    /// The exact percentile of all samples, linear between the two nearest ranks: of n sorted
    /// samples, that at rank (n - 1) * percent / 100, from 0. NumPy does the same by default.
    /// @param percent 0 (least sample) to 100 (greatest)
    /// @return the percentile
    double GetPercentile(double percent) const;

    /// For drawing a distribution function.
    /// @param points how many, at least 2
    /// @return percentiles at equal steps from 0 to 100; empty without samples
    std::vector<double> GetQuantiles(std::size_t points = 201) const;

  private:
    /// Sorts the samples if some came since the last time.
    void Sort() const;

    struct Running; // its headers take seconds to compile, so the source file alone has them

    std::unique_ptr<Running> m_running;   ///< mean, variance and extremes
    mutable std::vector<float> m_samples; ///< all samples
    mutable bool m_sorted{true};          ///< whether they are in order
};

/// A mean and how sure it is.
struct Estimate
{
    double mean{0};      ///< mean over the runs; NaN without any
    double halfWidth{0}; ///< half of the confidence interval; NaN with fewer than two runs
};

/// @param values one for each independent run
/// @return their mean with the 95 % confidence interval by Student's t distribution
Estimate EstimateMean(const std::vector<double>& values);

/// How every number gets into a file: six significant digits, all digits of greater ones, and the
/// same on every machine and in every language.
/// @param value any number
/// @return its text; empty if it is not finite, since there is no such figure then
std::string FormatNumber(double value);

/// @tparam T type of whole number
/// @param value a whole number
/// @return its digits
template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
std::string
FormatNumber(T value)
{
    return std::to_string(value);
}

/// @param value any finite number
/// @param decimals digits after the point
/// @return its text
std::string FormatFixed(double value, int decimals);

} // namespace ns3::mqtt

#endif /* MQTT_STATISTICS_H */
