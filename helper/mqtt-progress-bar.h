// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PROGRESS_BAR_H
#define MQTT_PROGRESS_BAR_H

#include <chrono>
#include <cstddef>
#include <string>

namespace ns3::mqtt
{

/// How far a set of runs has come.
struct Progress
{
    std::size_t done{0};  ///< runs that have ended
    std::size_t total{0}; ///< all runs
    double share{0};      ///< what is done of all work, parts of runs included, 0 to 1
    double elapsed{0};    ///< seconds since the start
};

/// One line at the foot of a terminal, redrawn as runs proceed and gone at the end. Where the
/// standard error is no terminal it does nothing.
class ProgressBar
{
  public:
    /// @param quiet draw nothing in any case
    explicit ProgressBar(bool quiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Draws, unless it did a moment ago.
    /// @param progress how far things are
    void Update(const Progress& progress);

    /// Takes the line away, so that something else can be written there.
    void Clear();

    /// @param progress how far things are
    /// @param width characters that there is room for
    /// @param utf8 whether block characters may be used
    /// @return the line, at most so wide
    static std::string Layout(const Progress& progress, std::size_t width, bool utf8);

  private:
    const bool m_active;                          ///< whether it draws at all
    const bool m_utf8;                            ///< whether it draws with block characters
    bool m_drawn{false};                          ///< whether the line is there
    std::chrono::steady_clock::time_point m_last; ///< when it was drawn last
};

} // namespace ns3::mqtt

#endif /* MQTT_PROGRESS_BAR_H */
