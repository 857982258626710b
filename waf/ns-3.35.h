// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_NS_3_35_H
#define MQTT_NS_3_35_H

/// @file
/// Events and callbacks made of lambdas, which ns-3 has from later releases on. The wscript
/// includes this before all else; trees that build with CMake never see it.

#include "ns3/callback.h"
#include "ns3/event-impl.h"

#include <memory>
#include <utility>

namespace ns3
{

/// What Simulator::Schedule() looks for when it is given a lambda.
/// @param function what the event calls
/// @return the event
template <typename F>
EventImpl*
MakeEvent(F function)
{
    class LambdaEvent : public EventImpl
    {
      public:
        explicit LambdaEvent(F function)
            : m_function(std::move(function))
        {
        }

      private:
        void Notify() override
        {
            m_function();
        }

        F m_function;
    };

    return new LambdaEvent(std::move(function));
}

} // namespace ns3

namespace ns3::mqtt
{

/// A callback that can also be made of a lambda; code of the module finds it before ns-3's own.
template <typename R, typename... Args>
class Callback : public ns3::Callback<R, Args...>
{
  public:
    Callback() = default;

    /// @param function what is called
    template <typename F>
    explicit Callback(F function)
        : ns3::Callback<R, Args...>(Shared<F>{std::make_shared<F>(std::move(function))}, true, true)
    {
    }

  private:
    /// ns-3 wants to compare what is called, which lambdas do not allow.
    template <typename F>
    struct Shared
    {
        /// @param args arguments
        /// @return what the function returns
        R operator()(Args... args) const
        {
            return (*function)(args...);
        }

        /// @param other another one
        /// @return whether it is not the same
        bool operator!=(const Shared& other) const
        {
            return function != other.function;
        }

        std::shared_ptr<F> function; ///< what is called
    };
};

} // namespace ns3::mqtt

#endif /* MQTT_NS_3_35_H */
