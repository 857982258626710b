// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-run-pool.h"

#include "ns3/assert.h"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <poll.h>

namespace ns3::mqtt
{

namespace
{

volatile std::sig_atomic_t g_interrupted = 0; ///< whether a signal asked for the end

/// Notes that a signal asked for the end.
void
NoteSignal(int /* signal */)
{
    g_interrupted = 1;
}

/// Has signals that ask for the end noted instead of obeyed, for as long as it lives.
class SignalWatch
{
  public:
    SignalWatch()
    {
        g_interrupted = 0;

        struct sigaction note
        {
        };

        note.sa_handler = NoteSignal;
        for (std::size_t i = 0; i < SIGNALS.size(); ++i)
        {
            sigaction(SIGNALS[i], nullptr, &m_before[i]);
            // Under nohup, a hang-up is not to end anything.
            if (m_before[i].sa_handler != SIG_IGN)
            {
                sigaction(SIGNALS[i], &note, nullptr);
            }
        }
    }

    ~SignalWatch()
    {
        for (std::size_t i = 0; i < SIGNALS.size(); ++i)
        {
            sigaction(SIGNALS[i], &m_before[i], nullptr);
        }
    }

    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    /// @return whether one came
    bool IsInterrupted() const
    {
        return g_interrupted != 0;
    }

  private:
    static constexpr std::array<int, 3> SIGNALS{SIGINT, SIGTERM, SIGHUP}; ///< those signals
    std::array<struct sigaction, SIGNALS.size()> m_before{}; ///< what was done with them before
};

} // namespace

RunPool::RunPool(std::uint32_t jobs, ProgressBar& bar)
    : m_jobs(jobs),
      m_bar(bar),
      m_start(std::chrono::steady_clock::now())
{
    NS_ASSERT_MSG(jobs > 0, "one run at least must go on");
}

Result<std::vector<RunReport>>
RunPool::Run(const std::vector<RunJob>& jobs)
{
    const SignalWatch watch;
    std::vector<RunReport> reports(jobs.size());
    Children children;
    std::size_t started = 0;
    m_start = std::chrono::steady_clock::now();
    while (started < jobs.size() || !children.empty())
    {
        while (children.size() < m_jobs && started < jobs.size())
        {
            std::vector<int> foreign;
            for (const auto& child : children)
            {
                const auto& descriptors = child->GetDescriptors();
                foreign.insert(foreign.end(), descriptors.begin(), descriptors.end());
            }
            children.push_back(std::make_unique<RunChild>(jobs[started], started, foreign));
            ++started;
        }
        ShowProgress(jobs, children, started);
        Listen(children);
        // Asked first: a signal from the keyboard ends the children as well, which is no fault.
        if (watch.IsInterrupted())
        {
            m_bar.Clear();
            return Error{"interrupted"};
        }
        if (auto error = Collect(children, reports))
        {
            m_bar.Clear();
            return *error;
        }
    }
    m_bar.Clear();
    return reports;
}

void
RunPool::Listen(const Children& children)
{
    constexpr int patienceMs = 200; // signals and the clock of the bar are looked at in between
    constexpr std::size_t pipes = 2;
    std::vector<pollfd> waits;
    for (const auto& child : children)
    {
        for (const int descriptor : child->GetDescriptors())
        {
            waits.push_back({descriptor, POLLIN, 0});
        }
    }
    if (poll(waits.data(), waits.size(), patienceMs) <= 0)
    {
        return;
    }
    for (std::size_t i = 0; i < waits.size(); ++i)
    {
        if (waits[i].revents != 0)
        {
            children[i / pipes]->Read(i % pipes);
            PassText(*children[i / pipes]);
        }
    }
}

std::optional<Error>
RunPool::Collect(Children& children, std::vector<RunReport>& reports)
{
    for (auto child = children.begin(); child != children.end();)
    {
        if (!(*child)->IsOver())
        {
            ++child;
            continue;
        }
        auto report = (*child)->Finish();
        if (!report)
        {
            return Error{"run '" + (*child)->GetName() + "': " + report.error().reason};
        }
        PassText(**child);
        reports[(*child)->GetIndex()] = std::move(report.value());
        child = children.erase(child);
    }
    return std::nullopt;
}

void
RunPool::PassText(RunChild& child)
{
    const std::string text = child.TakeText();
    if (!text.empty())
    {
        m_bar.Clear();
        std::cerr << text << std::flush;
    }
}

void
RunPool::ShowProgress(const std::vector<RunJob>& jobs,
                      const Children& children,
                      std::size_t started)
{
    double all = 0;
    double done = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        all += jobs[i].weight;
        done += i < started ? jobs[i].weight : 0;
    }
    for (const auto& child : children)
    {
        done -= jobs[child->GetIndex()].weight * (1 - child->GetShare());
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_start;
    m_bar.Update(
        {started - children.size(), jobs.size(), all > 0 ? done / all : 0, elapsed.count()});
}

} // namespace ns3::mqtt
