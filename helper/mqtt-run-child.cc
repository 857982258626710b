// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-run-child.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace ns3::mqtt
{

namespace
{

/// @param descriptor pipe to write to
/// @param octets all are written, however long the reader takes
void
WriteAll(int descriptor, const std::string& octets)
{
    std::size_t written = 0;
    while (written < octets.size())
    {
        const ssize_t count = write(descriptor, octets.data() + written, octets.size() - written);
        if (count < 0 && errno != EINTR)
        {
            // Nobody listens any more, so nobody misses this process.
            _exit(EXIT_FAILURE);
        }
        written += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
}

/// @param descriptor what to close, and to forget
void
Close(int& descriptor)
{
    if (descriptor >= 0)
    {
        close(descriptor);
        descriptor = -1;
    }
}

/// Finds the line that says why a program ended.
/// @param text what it wrote
/// @return that line, or nothing
std::string
FindReason(const std::string& text)
{
    // ns-3 writes msg="..." in the middle of a line, and others after it that say nothing.
    if (const auto start = text.rfind("msg=\""); start != std::string::npos)
    {
        const auto end = text.find('"', start + 5);
        return text.substr(start + 5, end - start - 5);
    }
    std::string reason;
    std::vector<std::string> lines;
    boost::algorithm::split(lines, text, [](char c) { return c == '\n'; });
    for (const std::string& line : lines)
    {
        const bool empty = line.find_first_not_of(" \t\r") == std::string::npos;
        if (!empty && !boost::algorithm::starts_with(line, "terminate called without") &&
            !boost::algorithm::starts_with(line, "NS_FATAL"))
        {
            reason = line;
        }
    }
    return reason;
}

} // namespace

ProgressSink::ProgressSink(int descriptor)
    : m_descriptor(descriptor)
{
}

void
ProgressSink::Report(double share)
{
    constexpr double step = 0.002; // finer than any bar
    if (share >= m_share + step)
    {
        m_share = share;
        WriteAll(m_descriptor, EncodeRunMessage(RunMessageKind::PROGRESS, EncodeShare(share)));
    }
}

RunChild::RunChild(const RunJob& job, std::size_t index, const std::vector<int>& foreign)
    : m_job(job),
      m_index(index),
      m_start(std::chrono::steady_clock::now())
{
    int output[2]{-1, -1};
    int text[2]{-1, -1};
    // What waits in a buffer would otherwise be written twice.
    std::cout.flush();
    std::fflush(nullptr);
    if (pipe(output) == 0 && pipe(text) == 0)
    {
        m_process = fork();
    }
    if (m_process == 0)
    {
        for (const int descriptor : foreign)
        {
            close(descriptor);
        }
        close(output[0]);
        close(text[0]);
        Work(output[1], text[1]);
    }
    if (m_process < 0)
    {
        m_output = Error{std::string("cannot start a process: ") + std::strerror(errno)};
        Close(output[0]);
        Close(text[0]);
    }
    Close(output[1]);
    Close(text[1]);
    m_descriptors = {output[0], text[0]};
}

RunChild::~RunChild()
{
    for (int& descriptor : m_descriptors)
    {
        Close(descriptor);
    }
    if (m_process > 0)
    {
        kill(m_process, SIGKILL);
        while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR)
        {
        }
    }
}

void
RunChild::Work(int output, int text) const noexcept
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    {
        std::signal(signal, SIG_DFL);
    }
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    dup2(text, STDERR_FILENO);
    close(text);
    ProgressSink sink(output);
    const Result<RunOutput> result = m_job.run(sink);
    std::cout.flush();
    std::clog.flush();
    std::fflush(nullptr);
    WriteAll(output,
             result ? EncodeRunMessage(RunMessageKind::OUTPUT, EncodeRunOutput(result.value()))
                    : EncodeRunMessage(RunMessageKind::ERROR, result.error().reason));
    // Not exit(): what the parent wants done at its end is not for its children to do.
    _exit(EXIT_SUCCESS);
}

void
RunChild::Read(std::size_t pipe)
{
    constexpr std::size_t most = 64 * 1024; // also of text that is kept
    std::array<char, most> octets;
    const ssize_t count = read(m_descriptors[pipe], octets.data(), octets.size());
    if (count < 0 && errno == EINTR)
    {
        return;
    }
    if (count <= 0)
    {
        Close(m_descriptors[pipe]);
        return;
    }
    (pipe == 0 ? m_buffer : m_text).append(octets.data(), static_cast<std::size_t>(count));
    if (pipe == 0)
    {
        TakeMessages();
    }
    else if (std::getenv("NS_LOG") == nullptr && m_text.size() > most)
    {
        m_text.erase(0, m_text.size() - most);
    }
}

void
RunChild::TakeMessages()
{
    while (auto message = TakeRunMessage(m_buffer))
    {
        switch (message->kind)
        {
        case RunMessageKind::PROGRESS:
            m_share = DecodeShare(message->body);
            break;
        case RunMessageKind::OUTPUT:
            m_output = DecodeRunOutput(message->body);
            break;
        case RunMessageKind::ERROR:
            m_output = Error{message->body};
            break;
        }
    }
}

bool
RunChild::IsOver() const
{
    return m_descriptors[0] < 0 && m_descriptors[1] < 0;
}

Error
RunChild::DescribeEnd(int status) const
{
    const std::string reason = FindReason(m_text);
    if (boost::algorithm::contains(m_text, "msg=\""))
    {
        return Error{reason};
    }
    const std::string end = WIFSIGNALED(status)
                                ? std::string("ended by signal: ") + strsignal(WTERMSIG(status))
                                : "ended with status " + std::to_string(WEXITSTATUS(status));
    return Error{reason.empty() ? end : end + ": " + reason};
}

Result<RunReport>
RunChild::Finish()
{
    int status = 0;
    rusage usage{};
    while (m_process > 0 && wait4(m_process, &status, 0, &usage) < 0 && errno == EINTR)
    {
    }
    const bool started = m_process > 0;
    m_process = -1;
    if (m_output && !*m_output)
    {
        return m_output->error();
    }
    if (started && (!m_output || !WIFEXITED(status) || WEXITSTATUS(status) != 0))
    {
        return DescribeEnd(status);
    }
    m_succeeded = true;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_start;
#ifdef __APPLE__
    constexpr std::uint64_t unit = 1;
#else
    constexpr std::uint64_t unit = 1024;
#endif
    return RunReport{m_job.name,
                     std::move(m_output->value()),
                     wall.count(),
                     static_cast<std::uint64_t>(usage.ru_maxrss) * unit};
}

std::string
RunChild::TakeText()
{
    if (!m_succeeded && std::getenv("NS_LOG") == nullptr)
    {
        return {};
    }
    return std::exchange(m_text, {});
}

} // namespace ns3::mqtt
