// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

namespace ns3::mqtt
{

namespace
{

/// The suite of the session layer.
class SessionTestSuite : public TestSuite
{
  public:
    SessionTestSuite()
        : TestSuite("mqtt-session", TestSuite::Type::UNIT)
    {
        for (const auto& make : {MakeBrokerConnectTests,
                                 MakeBrokerDeliveryTests,
                                 MakeBrokerRoutingTests,
                                 MakeAccessTests,
                                 MakeClientTests,
                                 MakeBrokerKillTests,
                                 MakeKillProgramTests,
                                 MakeStateFileTests,
                                 MakeOracleTests})
        {
            for (auto* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

const SessionTestSuite g_sessionTestSuite; ///< registers itself

} // namespace

} // namespace ns3::mqtt
