// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// A suite of cases that other files make.
class CryptoTestSuite : public TestSuite
{
  public:
    /// @param name of the suite
    /// @param makers give its cases
    CryptoTestSuite(const std::string& name,
                    std::initializer_list<std::vector<TestCase*> (*)()> makers)
        : TestSuite(name, Type::UNIT)
    {
        for (auto make : makers)
        {
            for (TestCase* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

/// Operations, scopes, random octets, certificates and primitives.
CryptoTestSuite g_cryptoTestSuite{"mqtt-crypto",
                                  {MakeMeteringTests,
                                   MakePrimitiveTests,
                                   MakeCipherTests,
                                   MakeAesCbcTests,
                                   MakeSecretSharingTests,
                                   MakeKeyPairTests,
                                   MakeTpmTests}};

/// Elliptic curves and what is made of them.
CryptoTestSuite g_curveTestSuite{
    "mqtt-curve",
    {MakeEllipticCurveTests, MakeCurveInputTests, MakeEcqvTests, MakeSchnorrEciesTests}};

/// Smart cards.
CryptoTestSuite g_cardTestSuite{
    "mqtt-card",
    {MakeCardApduTests, MakeCardKeyTests, MakeCardTests, MakeFirstCardTests, MakeCardSecretTests}};

/// TLS.
CryptoTestSuite g_tlsTestSuite{"mqtt-tls",
                               {MakeTlsOperationTests, MakeTlsFailureTests, MakeTlsStreamTests}};

} // namespace

} // namespace ns3::mqtt::test
