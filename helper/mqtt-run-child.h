// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RUN_CHILD_H
#define MQTT_RUN_CHILD_H

#include "mqtt-run-output.h"

#include <array>
#include <chrono>
#include <functional>
#include <sys/types.h>

namespace ns3::mqtt
{

/// Takes word of how far a run is to the process that waits for it.
class ProgressSink
{
  public:
    /// @param descriptor pipe to write to
    explicit ProgressSink(int descriptor);

    /// May be called often; small steps are not passed on.
    /// @param share what is done, 0 to 1
    void Report(double share);

  private:
    int m_descriptor;   ///< pipe to write to
    double m_share{-1}; ///< what was passed on last
};

/// A run to be made.
struct RunJob
{
    std::string name;                                    ///< for complaints and the record
    std::function<Result<RunOutput>(ProgressSink&)> run; ///< makes it, in a process of its own
    double weight{1}; ///< how much work it is, compared with the others; for the progress only
};

/// A run that was made.
struct RunReport
{
    std::string name;                 ///< name of the job
    RunOutput output;                 ///< what it gave
    double wallSeconds{0};            ///< how long it took
    std::uint64_t peakMemoryBytes{0}; ///< the most memory that it held
};

/// A child process that makes one run. It is killed with this object.
class RunChild
{
  public:
    /// Starts the process. The simulator must not have been touched before, because each child
    /// needs a fresh one.
    /// @param job what to run; must outlive this
    /// @param index which job that is
    /// @param foreign descriptors that the process is to close
    RunChild(const RunJob& job, std::size_t index, const std::vector<int>& foreign);
    ~RunChild();
    RunChild(const RunChild&) = delete;
    RunChild& operator=(const RunChild&) = delete;

    /// @return which job it runs
    std::size_t GetIndex() const
    {
        return m_index;
    }

    /// @return name of that job
    const std::string& GetName() const
    {
        return m_job.name;
    }

    /// @return what is done of the run, 0 to 1
    double GetShare() const
    {
        return m_share;
    }

    /// @return descriptors to wait for; those at their end are -1
    const std::array<int, 2>& GetDescriptors() const
    {
        return m_descriptors;
    }

    /// Reads what has come, without waiting for more.
    /// @param pipe which of the descriptors has something to read
    void Read(std::size_t pipe);

    /// @return whether the process has nothing more to say
    bool IsOver() const;

    /// Waits for the end of the process.
    /// @return what became of the run
    Result<RunReport> Finish();

    /// @return what the run wrote for people and nobody has seen; it is kept back until the run has
    ///         ended well (and no more than its last part), or passed on at once if NS_LOG is set
    std::string TakeText();

  private:
    /// What happens in the child.
    /// @param output pipe for messages
    /// @param text pipe for what is written for people
    [[noreturn]] void Work(int output, int text) const noexcept;

    /// Takes messages out of what has come.
    void TakeMessages();

    /// @param status as wait() gave it
    /// @return why the process ended without a word
    Error DescribeEnd(int status) const;

    const RunJob& m_job;                           ///< what to run
    std::size_t m_index;                           ///< which job that is
    pid_t m_process{-1};                           ///< the process; -1 if there is none any more
    std::array<int, 2> m_descriptors{-1, -1};      ///< pipes: messages, text for people
    std::string m_buffer;                          ///< messages that are not all there
    std::string m_text;                            ///< text for people
    double m_share{0};                             ///< what is done of the run
    std::optional<Result<RunOutput>> m_output;     ///< what the run gave
    bool m_succeeded{false};                       ///< whether it ended well
    std::chrono::steady_clock::time_point m_start; ///< when it began
};

} // namespace ns3::mqtt

#endif /* MQTT_RUN_CHILD_H */
