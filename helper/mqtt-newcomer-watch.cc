// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-newcomer-watch.h"

#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

NewcomerWatch::NewcomerWatch(const ExperimentSetup& setup,
                             Attributes attributes,
                             Time rest,
                             Time longest)
    : m_setup(setup),
      m_attributes(std::move(attributes)),
      m_rest(rest),
      m_longest(longest)
{
    m_setup.duration = rest + longest;
    m_setup.interval = Hours(24 * 365);
}

const std::string&
NewcomerWatch::GetName()
{
    static const std::string name = "newcomer";
    return name;
}

std::optional<Error>
NewcomerWatch::Watch()
{
    const auto result = Experiment(m_setup, this).Run();
    if (!result)
    {
        return result.error();
    }
    if (!m_finished)
    {
        return Error{"the newcomer did not become ready in " +
                     std::to_string(static_cast<int>(m_longest.GetSeconds())) +
                     " simulated seconds" +
                     (m_trouble.empty() ? "" : "; last trouble: " + m_trouble)};
    }
    return std::nullopt;
}

void
NewcomerWatch::Finish()
{
    m_finished = true;
    Simulator::Stop();
}

Result<Ptr<SecurityScheme>>
NewcomerWatch::TakeScheme(Ptr<SecurityScheme> scheme)
{
    for (const auto& [name, value] : m_attributes)
    {
        if (!scheme->SetAttributeFailSafe(name, StringValue(value)))
        {
            return Error{"scheme '" + m_setup.scheme + "' does not take " + name + "=" + value};
        }
    }
    m_form = scheme->GetFormName();
    return scheme;
}

std::uint32_t
NewcomerWatch::GetNNodes() const
{
    return 1;
}

void
NewcomerWatch::Install(const ExperimentParties& parties,
                       SystemHelper& system,
                       const NodeContainer& nodes,
                       Time /* start */,
                       std::int64_t /* stream */)
{
    m_parties = parties;
    m_node = nodes.Get(0);
    m_newcomer = system.PrepareClient(GetName());
    m_newcomer->AddSubscription({Experiment::GetFilter(), m_setup.qos});
    m_newcomer->TraceConnectWithoutContext(
        "LinkClosed",
        Callback<void, const std::string&, const std::string&>(
            [this](const std::string&, const std::string& why) { m_trouble = why; }));
}

void
NewcomerWatch::SteadyBegins()
{
    m_newcomer->SetStartTime(m_rest);
    m_node->AddApplication(m_newcomer);
}

void
NewcomerWatch::SteadyEnded()
{
}

} // namespace ns3::mqtt
