// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_BARE_HOST_H
#define MQTT_SCHEME_BARE_HOST_H

#include "ns3/abort.h"
#include "ns3/mqtt-scheme-agent.h"

namespace ns3::mqtt::test
{

/// A party for agents that keep no sessions and use no units; the program ends if one does.
/// @tparam Host what the agent's party does for it
template <class Host>
class BareHost : public Host
{
  public:
    SessionId OpenSession(const SessionOptions& /* options */) override
    {
        NS_ABORT_MSG("no sessions here");
        return 0;
    }

    void PublishOnSession(SessionId /* session */, const Publish& /* publish */) override
    {
        NS_ABORT_MSG("no sessions here");
    }

    void SubscribeOnSession(SessionId /* session */,
                            const std::vector<Subscription>& /* subscriptions */) override
    {
        NS_ABORT_MSG("no sessions here");
    }

    void CloseSession(SessionId /* session */) override
    {
        NS_ABORT_MSG("no sessions here");
    }

    void UseUnit(const std::string& unit,
                 std::function<void()> /* work */,
                 std::function<void()> /* done */) override
    {
        NS_ABORT_MSG("no unit '" << unit << "' here");
    }
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_BARE_HOST_H */
