// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RUN_POOL_H
#define MQTT_RUN_POOL_H

#include "mqtt-progress-bar.h"
#include "mqtt-run-child.h"

#include <memory>

namespace ns3::mqtt
{

/// Makes independent runs side by side, each in a process of its own, because there is one
/// simulator in a process. What comes back is in the order of the jobs, so results do not depend on
/// how many ran at once. The first that fails, and a signal to end, end all.
class RunPool
{
  public:
    /// @param jobs runs side by side, at least 1
    /// @param bar shows how far things are
    RunPool(std::uint32_t jobs, ProgressBar& bar);

    /// @param jobs what to run
    /// @return what became of each, in the same order; or which job failed and why
    Result<std::vector<RunReport>> Run(const std::vector<RunJob>& jobs);

  private:
    /// Children that are at work.
    using Children = std::vector<std::unique_ptr<RunChild>>;

    /// Reads what children have to say; waits a little if that is nothing.
    /// @param children all that are at work
    void Listen(const Children& children);

    /// Takes leave of children that are done.
    /// @param children all that are at work
    /// @param reports gets what became of their runs
    /// @return which job failed and why; nothing if none did
    std::optional<Error> Collect(Children& children, std::vector<RunReport>& reports);

    /// @param jobs what to run
    /// @param children all that are at work
    /// @param started how many jobs were started
    void ShowProgress(const std::vector<RunJob>& jobs,
                      const Children& children,
                      std::size_t started);

    /// @param child has perhaps written something for people
    void PassText(RunChild& child);

    std::uint32_t m_jobs;                          ///< runs side by side
    ProgressBar& m_bar;                            ///< shows how far things are
    std::chrono::steady_clock::time_point m_start; ///< when the runs began
};

} // namespace ns3::mqtt

#endif /* MQTT_RUN_POOL_H */
